package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"unclip/web/server"
)

// putNginx writes what nginx needs to answer as the server does: maps for its http
// block, and directives for the server block of the site. What is refused gets the
// headers of a refusal: a file that is missing now may be there tomorrow.
func (s *site) putNginx() {
	var maps, rules bytes.Buffer
	maps.WriteString("# For the http block. Written by tools/site, as is _nginx-server.conf.\n")
	fmt.Fprintf(&rules, nginxRules, nginxTypes(), copies[1:], files()[1:])
	all := kinds(s.others)
	differ, constant := varying(all)
	for _, name := range differ {
		var cases []string
		for _, k := range all {
			cases = append(cases, served(k.pattern), k.headers[name])
		}
		vary(&maps, &rules, name, `"$status $uri"`, server.Headers[name], cases...)
	}
	vary(&maps, &rules, "Cache-Control", `"$status $uri"`, server.Headers["Cache-Control"], served(stamped), forever)
	vary(&maps, &rules, "Allow", "$status", "", "405", "GET, HEAD")
	for _, name := range constant {
		fmt.Fprintf(&rules, "add_header %s \"%s\" always;\n", name, server.Headers[name])
	}
	s.write("_nginx-http.conf", maps.Bytes())
	s.write("_nginx-server.conf", rules.Bytes())
}

// served matches answers that hold a file, or say that it is the same.
func served(pattern string) string { return `~^(200|206|304) ` + pattern + `$` }

// vary sends a header whose value depends on what a key matches first: cases are
// patterns and values in turn.
func vary(maps, rules *bytes.Buffer, header, key, otherwise string, cases ...string) {
	variable := "$unclip_" + strings.ToLower(strings.ReplaceAll(header, "-", "_"))
	fmt.Fprintf(maps, "map %s %s {\n\tdefault \"%s\";\n", key, variable, otherwise)
	for c := range slices.Chunk(cases, 2) {
		fmt.Fprintf(maps, "\t\"%s\" \"%s\";\n", c[0], c[1])
	}
	maps.WriteString("}\n")
	fmt.Fprintf(rules, "add_header %s %s always;\n", header, variable)
}

// nginxRules leave open the types, and the patterns of copies and files.
const nginxRules = `# For the server block of the site. Written by tools/site, as is _nginx-http.conf.
types {
%s}
max_ranges 1;
gzip off;
gzip_static on;
gzip_vary on;
if ($request_method !~ "^(GET|HEAD)$") {
	return 405;
}
location / {
	return 404;
}
location = / {
	index index.html;
}
location ~ "^(?!%s)%s" {
}
`

func nginxTypes() string {
	var out strings.Builder
	for _, extension := range extensions() {
		fmt.Fprintf(&out, "\t\"%s\" %s;\n", server.Types[extension], extension[1:])
	}
	return out.String()
}
