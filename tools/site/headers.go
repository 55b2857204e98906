package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"unclip/web/server"
)

// putHeaders writes the _headers file that Netlify and Cloudflare Pages read:
// one rule for each address, since rules that overlap add up.
func (s *site) putHeaders() {
	var out bytes.Buffer
	for _, name := range s.names {
		s.rules(&out, name)
	}
	for _, name := range s.earlier() {
		if bytes.Count(out.Bytes(), []byte("\n/")) < mostRules-1 {
			s.rules(&out, name)
		}
	}
	s.write("_headers", out.Bytes())
}

// mostRules is what Cloudflare Pages reads; Netlify reads more.
const mostRules = 100

// rules are those of a file's addresses.
func (s *site) rules(out *bytes.Buffer, name string) {
	for _, address := range aliases(name) {
		fmt.Fprintln(out, address)
		h := server.HeadersOf(name, s.others)
		for _, header := range slices.Sorted(maps.Keys(h)) {
			fmt.Fprintf(out, "  %s: %s\n", header, h[header])
		}
	}
}

var everlasting = regexp.MustCompile("^" + stamped + "$")

// earlier lists files with digests that lie in the folder since an earlier release.
func (s *site) earlier() (names []string) {
	err := fs.WalkDir(os.DirFS(s.out), ".", func(name string, e fs.DirEntry, err error) error {
		address := "/" + name
		copied := strings.HasSuffix(name, ".br") || pressed.MatchString(address)
		if e != nil && e.IsDir() && (strings.HasPrefix(e.Name(), ".") && name != "." || e.Name() == "node_modules") {
			return fs.SkipDir // what a release put there has no such names
		}
		if err == nil && !e.IsDir() && everlasting.MatchString(address) && !copied && !slices.Contains(s.names, name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil && s.err == nil {
		s.err = err
	}
	return names
}

// pressed matches what copies matches.
var pressed = regexp.MustCompile(copies)
