package main

import (
	"bytes"
	"fmt"
	"strings"

	"unclip/web/server"
)

// putNginx writes what nginx needs to answer as the server does: maps for its http
// block, and directives for the server block of the site. What is refused gets the
// headers of a refusal: a file that is missing now may be there tomorrow.
func (s *site) putNginx() {
	var maps, rules bytes.Buffer
	all := kinds(s.mirrors)
	differ, constant := varying(all)
	fmt.Fprintf(&maps, "# For the http block. Written by tools/site, as is _nginx-server.conf.\n")
	for _, name := range differ {
		fmt.Fprintf(&maps, "map \"$status $uri\" $%s {\n\tdefault \"%s\";\n", variable(name), server.Headers[name])
		for _, k := range all {
			fmt.Fprintf(&maps, "\t\"~^(200|206|304) %s$\" \"%s\";\n", k.pattern, k.headers[name])
		}
		fmt.Fprintf(&maps, "}\n")
		fmt.Fprintf(&rules, "add_header %s $%s always;\n", name, variable(name))
	}
	fmt.Fprintf(&maps, "map \"$status $uri\" $unclip_cache_control {\n\tdefault \"%s\";\n\t\"~^(200|206|304) %s$\" \"%s\";\n}\n", server.Headers["Cache-Control"], stamped, forever)
	fmt.Fprintf(&maps, "map $status $unclip_allow {\n\t405 \"GET, HEAD\";\n}\n")
	fmt.Fprintf(&rules, "add_header Cache-Control $unclip_cache_control always;\nadd_header Allow $unclip_allow always;\n")
	for _, name := range constant {
		fmt.Fprintf(&rules, "add_header %s \"%s\" always;\n", name, server.Headers[name])
	}
	s.write("_nginx-http.conf", maps.Bytes())
	s.write("_nginx-server.conf", append(fmt.Appendf(nil, nginxRules, nginxTypes(), copies[1:], files()[1:]), rules.Bytes()...))
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

// variable is the name of a header's variable.
func variable(header string) string {
	return "unclip_" + strings.ToLower(strings.ReplaceAll(header, "-", "_"))
}
