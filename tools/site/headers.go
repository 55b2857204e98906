package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"unclip/web/server"
)

// putHeaders writes the _headers file that Netlify and Cloudflare Pages read:
// one rule for each address, since rules that overlap add up.
func (s *site) putHeaders() {
	var out bytes.Buffer
	for _, name := range s.names {
		for _, address := range aliases(name) {
			fmt.Fprintln(&out, address)
			h := server.HeadersOf(name, s.mirrors)
			for _, header := range slices.Sorted(maps.Keys(h)) {
				fmt.Fprintf(&out, "  %s: %s\n", header, h[header])
			}
		}
	}
	s.write("_headers", out.Bytes())
}
