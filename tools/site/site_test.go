package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"unclip/web/release/releasetest"
	"unclip/web/server"
)

var others = server.Others{Mirrors: server.Mirrors{"https://a.example/unclip/", "https://b.example:8443/"}, Embedders: server.Embedders{"https://shop.example"}}

// written assembles the real sources, with stand-ins for what is built.
func written(t *testing.T) string {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if _, err := assemble(options{out: out, model: filepath.Join(root, "models", "sticker"), version: "1.2.3", quality: 4, others: others}, releasetest.Page(t), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSite(t *testing.T) {
	out := written(t)
	rules := parse(read(t, out, "_headers"))
	err := filepath.WalkDir(out, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(out, path) // path lies in out
		name = filepath.ToSlash(name)
		switch {
		case strings.HasPrefix(name, "_"), name == "package.json", name == "README.md", name == "widget.d.ts":
		case strings.HasSuffix(name, ".br"), strings.HasSuffix(name, ".gz"):
			if unpacked, err := unpack(path); err != nil || unpacked != read(t, strings.TrimSuffix(path, filepath.Ext(path))) {
				t.Errorf("%s is another file (%v)", name, err)
			}
		default:
			for header, value := range server.HeadersOf(name, others) {
				if got := rules["/"+name][header]; got != value {
					t.Errorf("%s: %s is %q, the server's is %q", name, header, got, value)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rules["/"]["Content-Security-Policy"] == "" || rules["/frame"]["Content-Security-Policy"] == "" || len(rules) > 100 {
		t.Errorf("%d rules", len(rules))
	}
	if n := strings.Count(read(t, out, "_nginx-http.conf")+read(t, out, "_caddy.conf"), "; connect-src 'self' https://a.example https://b.example:8443; "); n != 2*3 { // page, frame, scripts
		t.Errorf("nginx and Caddy allow the mirrors %d times", n)
	}
	for _, file := range []string{"_headers", "_nginx-http.conf", "_caddy.conf"} {
		if text := read(t, out, file); !strings.Contains(text, "frame-ancestors 'self' https://shop.example;") || strings.Contains(text, "frame-ancestors *") {
			t.Errorf("%s lets the widget stand elsewhere", file)
		}
	}
	for _, address := range []string{"/", "/frame.html", "/widget.js"} {
		if csp := rules[address]["Content-Security-Policy"]; !strings.Contains(csp, "; connect-src 'self' https://a.example https://b.example:8443; ") {
			t.Errorf("%s does not allow the mirrors: %s", address, csp)
		}
	}
	if list, err := filepath.Glob(filepath.Join(out, "mirrors.*.js")); err != nil || len(list) != 1 || !strings.Contains(read(t, list[0]), `const mirrors = ["https://a.example/unclip/","https://b.example:8443/"];`) {
		t.Errorf("the page does not know the mirrors: %v, %v", list, err)
	}
	if widget := read(t, out, "widget.js"); strings.Contains(widget, "modelBytes = 0;") || len(widget) > 10_000 {
		t.Errorf("the widget has %d bytes, or does not know the model's size", len(widget))
	}
	var p manifest
	if err := json.Unmarshal([]byte(read(t, out, "package.json")), &p); err != nil || p.Version != "1.2.3" || !maps.Equal(p.Exports["."].(map[string]any), map[string]any{"types": "./widget.d.ts", "default": "./widget.js"}) {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestDeclarations: TypeScript hears of all that the element has, and of no more.
func TestDeclarations(t *testing.T) {
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	script := read(t, root, "web", "static", "widget.js")
	_, class, _ := strings.Cut(string(declarations), "export class UnclipImage")
	class, _, _ = strings.Cut(class, "\n}")
	declared := map[string]bool{"addEventListener": true, "removeEventListener": true}
	for _, m := range regexp.MustCompile(`(?m)^\t(?:readonly )?(\w+)[:(<]`).FindAllStringSubmatch(class, -1) {
		declared[m[1]] = true
	}
	has := map[string]bool{"addEventListener": true, "removeEventListener": true}
	for _, list := range regexp.MustCompile(`const (?:texts|numbers) = \[(.*)\]`).FindAllStringSubmatch(script, -1) {
		for name := range strings.SplitSeq(list[1], ", ") {
			has[strings.Replace(strings.Trim(name, `"`), "base-url", "baseUrl", 1)] = true
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^\t(?:async |get )?([a-z]\w*)\([^)]*\) \{`).FindAllStringSubmatch(script, -1) {
		if !strings.HasSuffix(m[1], "Callback") && m[1] != "constructor" {
			has[m[1]] = true
		}
	}
	if !maps.Equal(declared, has) {
		t.Errorf("declared are %v, the element has %v", slices.Sorted(maps.Keys(declared)), slices.Sorted(maps.Keys(has)))
	}
}

// A second deployment leaves what the first one wrote under digests where it was,
// with its headers; the manifest is the new one's.
func TestEarlierReleasesStay(t *testing.T) {
	out := written(t)
	folder := t.TempDir()
	m := judge(t, folder)
	before, err := filepath.Glob(filepath.Join(out, "model", "*"))
	if err != nil || len(before) < 5 {
		t.Fatalf("%v, %v", before, err)
	}
	if _, err := assemble(options{out: out, model: folder, quality: 4}, releasetest.Page(t), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	rules := parse(read(t, out, "_headers"))
	for _, path := range before {
		name := filepath.Base(path)
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
		if rule := rules["/model/"+name]; rule["Access-Control-Allow-Origin"] != "*" || name != "manifest.json" && rule["Cache-Control"] != forever {
			t.Errorf("%s: %v", name, rule)
		}
	}
	if got := read(t, out, "model", "manifest.json"); got != m {
		t.Error("the manifest is not the new model's")
	}
}

// judge copies another model into a folder and returns its manifest.
func judge(t *testing.T, folder string) string {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(root, "tools", "eval", "judge"))); err != nil {
		t.Fatal(err)
	}
	return read(t, folder, "manifest.json")
}

// Further models lie where the widget looks for them by name, with the server's headers.
func TestMoreModels(t *testing.T) {
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	model, out := filepath.Join(root, "models", "sticker"), t.TempDir()
	o := options{out: out, model: model, quality: 1}
	if err := o.more.add("second-1=" + model); err != nil {
		t.Fatal(err)
	}
	if _, err := assemble(o, releasetest.Page(t), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(filepath.Join(out, "model"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	rules := parse(read(t, out, "_headers"))
	for _, f := range files {
		if read(t, out, "second-1", "model", f.Name()) != read(t, out, "model", f.Name()) {
			t.Errorf("%s is another file", f.Name())
		}
		for header, value := range server.HeadersOf("model/"+f.Name(), server.Others{}) {
			if got := rules["/second-1/model/"+f.Name()][header]; got != value {
				t.Errorf("%s: %s is %q, the server's is %q", f.Name(), header, got, value)
			}
		}
	}
	for _, bad := range []string{"", "second", "=x", "second=", "Second=x", "a/b=x", "..=x", "-=x", "model=x", strings.Repeat("a", 65) + "=x"} {
		if err := new(models).add(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// The archive holds the very files of the model, the manifest first, and is the
// same every time.
func TestArchive(t *testing.T) {
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder, path := filepath.Join(root, "models", "sticker"), filepath.Join(t.TempDir(), "model.tar")
	var texts [2]string
	for i := range texts {
		if err := archive(path, folder); err != nil {
			t.Fatal(err)
		}
		texts[i] = read(t, path)
	}
	if texts[0] != texts[1] {
		t.Error("the same model became another archive")
	}
	var names []string
	for r := tar.NewReader(strings.NewReader(texts[0])); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil || string(data) != read(t, folder, h.Name) {
			t.Errorf("%s is another file (%v)", h.Name, err)
		}
		names = append(names, h.Name)
	}
	model, err := server.OpenModel(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	if want, err := listed(model); err != nil || !slices.Equal(names, want) || names[0] != "manifest.json" || len(names) < 5 {
		t.Errorf("%v, want %v (%v)", names, want, err)
	}
}

// -json prints one object and nothing else.
func TestSummary(t *testing.T) {
	var out strings.Builder
	path := filepath.Join(t.TempDir(), "model.tar")
	if err := (options{archive: path}).report(&out, true); err != nil {
		t.Fatal(err)
	}
	var s summary
	if err := json.Unmarshal([]byte(out.String()), &s); err != nil || s != (summary{Archive: path}) {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := (options{}).report(&out, true); err == nil {
		t.Error("wrote nothing and did not say so")
	}
}

// parse reads a _headers file.
func parse(text string) map[string]map[string]string {
	rules := map[string]map[string]string{}
	var rule map[string]string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if header, ok := strings.CutPrefix(line, "  "); ok {
			name, value, _ := strings.Cut(header, ": ")
			rule[name] = value
			continue
		}
		rule = map[string]string{}
		rules[line] = rule
	}
	return rules
}

// unpack reads a compressed copy.
func unpack(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var r io.Reader = brotli.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return "", err
		}
	}
	data, err := io.ReadAll(r)
	return string(data), err
}
