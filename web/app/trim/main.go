// Command trim takes the white space between tags out of the generated code: a
// node for each line break weighs in the binary and in every render, and shows
// nothing, since all of the page's boxes are laid out by the style sheet.
package main

import (
	"log"
	"os"
	"regexp"
)

const name = "0_components_gen.go"

var blank = regexp.MustCompile(`(?m)^\s*vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: "(\\n|\\t| )+"\}\n\s*vgparent\.AppendChild\(vgn\)\n`)

func main() {
	text, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, blank.ReplaceAll(text, nil), 0o644); err != nil {
		log.Fatal(err)
	}
}
