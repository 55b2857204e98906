package main

import (
	_ "embed"
	"encoding/json"
)

//go:embed package.md
var readme []byte

//go:embed widget.d.ts
var declarations []byte

// manifest is what npm and bundlers read.
type manifest struct {
	Name        string         `json:"name"`
	Version     string         `json:"version"`
	Description string         `json:"description"`
	License     string         `json:"license"`
	Type        string         `json:"type"`
	Types       string         `json:"types"`
	Exports     map[string]any `json:"exports"`
	SideEffects []string       `json:"sideEffects"`
}

// putPackage makes the folder an npm package: the element as its main module, with
// declarations for TypeScript, every file by its path.
func (s *site) putPackage(version string) {
	text, err := json.MarshalIndent(manifest{
		Name: "unclip-image", Version: version, License: "Apache-2.0", Type: "module",
		Description: "Pictures from words, made in the visitor's browser: the <unclip-image> element and all that it needs.",
		Types:       "./widget.d.ts",
		Exports: map[string]any{
			".":   map[string]string{"types": "./widget.d.ts", "default": "./widget.js"},
			"./*": "./*",
		},
		SideEffects: []string{"./widget.js"},
	}, "", "\t")
	if err != nil && s.err == nil {
		s.err = err
	}
	s.write("package.json", append(text, '\n'))
	s.write("README.md", readme)
	s.write("widget.d.ts", declarations)
}
