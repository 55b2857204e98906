package main

import (
	"maps"
	"slices"
	"strings"

	"unclip/web/server"
)

// kind is a kind of address whose answers have headers of their own.
type kind struct {
	pattern string // of the address, a regular expression; the first that matches counts
	headers map[string]string
}

// kinds say for patterns what server.HeadersOf says for names.
func kinds(others server.Others) []kind {
	return []kind{
		{`/(index\.html)?`, server.HeadersOf("index.html", others)},
		{`/frame\.html`, server.HeadersOf("frame.html", others)},
		{`.*\.(html|js)`, server.HeadersOf("boot.js", others)},
		{`.*`, server.HeadersOf("", others)},
	}
}

// stamped matches addresses with a digest, which never change.
const stamped = `.*/([^/]*[.-])?[0-9a-f]{16,64}([.-][^/]*)?`

// forever is their Cache-Control.
var forever = server.HeadersOf("0123456789abcdef", server.Others{})["Cache-Control"]

// files matches addresses of files: of a known kind, and no part of them hidden.
func files() string {
	var list []string
	for _, extension := range extensions() {
		list = append(list, strings.TrimPrefix(extension, "."))
	}
	return `^(/[^/._][^/]*)+\.(` + strings.Join(list, "|") + `)$`
}

// copies matches the compressed copies that lie beside the page's files.
const copies = `^/[^/]+\.gz$`

func extensions() []string { return slices.Sorted(maps.Keys(server.Types)) }

// varying lists the headers that differ between kinds of addresses, or from those
// of a refusal; constant the others. Cache-Control depends on more than the kind.
func varying(kinds []kind) (differ, constant []string) {
	all := map[string]bool{}
	for _, k := range kinds {
		for name, value := range k.headers {
			all[name] = all[name] || value != server.Headers[name]
		}
	}
	delete(all, "Cache-Control")
	delete(all, "Content-Type")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] {
			differ = append(differ, name)
		} else {
			constant = append(constant, name)
		}
	}
	return differ, constant
}
