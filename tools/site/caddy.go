package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unclip/web/server"
)

// putCaddy writes a file to import into a site block of a Caddyfile, so that Caddy
// answers as the server does.
func (s *site) putCaddy() {
	var out bytes.Buffer
	fmt.Fprintf(&out, caddyRefusals, files(), copies, server.PlainRange)
	all := kinds(s.others)
	differ, constant := varying(all)
	for _, name := range constant {
		fmt.Fprintf(&out, "\theader %s \"%s\"\n", name, server.Headers[name])
	}
	for i, k := range slices.Backward(all) { // the last that matches counts
		fmt.Fprintf(&out, "\t@kind%d path_regexp ^%s$\n", i, k.pattern)
		for _, name := range differ {
			fmt.Fprintln(&out, "\t"+headerLine(fmt.Sprintf("@kind%d ", i), name, k.headers[name]))
		}
	}
	for _, extension := range extensions() {
		fmt.Fprintf(&out, caddyType, extension[1:], server.Types[extension])
	}
	fmt.Fprintf(&out, caddyVary, strings.Join(slices.DeleteFunc(extensions(), func(e string) bool { return !server.Packable(e) }), "|"))
	fmt.Fprintf(&out, "\theader Cache-Control \"%s\"\n\t@stamped path_regexp ^%s$\n\theader @stamped Cache-Control \"%s\"\n", server.Headers["Cache-Control"], stamped, forever)
	fmt.Fprint(&out, caddyFiles)
	for _, name := range slices.Sorted(maps.Keys(all[len(all)-1].headers)) {
		fmt.Fprintln(&out, "\t"+headerLine("", name, server.Headers[name]))
	}
	fmt.Fprint(&out, caddyEnd)
	s.write("_caddy.conf", out.Bytes())
}

// headerLine sets a header, or takes it back where it has no value.
func headerLine(matcher, name, value string) string {
	if value == "" {
		return fmt.Sprintf("header %s-%s", matcher, name)
	}
	return fmt.Sprintf("header %s%s \"%s\"", matcher, name, value)
}

// caddyRefusals leave open the patterns of files, copies and ranges.
const caddyRefusals = `# To import into the block of the site. Written by tools/site.
route {
	@written not method GET HEAD
	error @written 405
	@unknown not path_regexp ^/$|%s
	error @unknown 404
	@copies path_regexp %s
	error @copies 404
	@odd {
		header Range *
		not header_regexp Range %s
	}
	request_header @odd -Range
`

// caddyType leaves open an extension and its type. It waits for the file server,
// which has types of its own, or none.
const caddyType = `	@%[1]s path *.%[1]s
	header @%[1]s {
		Content-Type "%[2]s"
		defer
	}
`

// caddyVary leaves open the extensions of what has copies.
const caddyVary = `	@packed path_regexp ^/([^/]+(%s))?$
	header @packed {
		Vary Accept-Encoding
		defer
	}
`

const caddyFiles = `	file_server {
		precompressed br gzip
		disable_canonical_uris
	}
}
handle_errors {
	@written expression {http.error.status_code} == 405
	header @written Allow "GET, HEAD"
	header Content-Type "text/plain; charset=utf-8"
`

const caddyEnd = `	respond "{http.error.status_code} {http.error.status_text}"
}
`
