package main

import (
	_ "embed"
	"strings"
)

//go:embed equivalent.txt
var equivalents string

// argued are the mutants that compute the same as the original, by key, and why.
var argued = parse(equivalents)

// key names a mutant for as long as its line stays the same.
func (m mutant) key() string { return m.file + "\n- " + m.was + "\n+ " + m.is }

// parse reads paragraphs of four lines: file, line as it is, line as it is
// mistaken, why that makes no difference. Paragraphs of # are comments.
func parse(text string) map[string]string {
	list := map[string]string{}
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if at := strings.LastIndex(paragraph, "\n"); at > 0 && !strings.HasPrefix(paragraph, "#") {
			list[paragraph[:at]] = paragraph[at+1:]
		}
	}
	return list
}
