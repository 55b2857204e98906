// Package arch holds the rules of the house that the compiler cannot enforce:
// which room may import which, where JavaScript may be touched, and how long a
// file may grow.
package arch

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

// pkg is what `go list -json` says about a package.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Dir                                string
}

func list(t *testing.T, env ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-tags=browser", "-json=ImportPath,Imports,TestImports,XTestImports,Dir", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}

// rules: packages under From, their tests included, may not import anything under
// the prefixes of Not.
var rules = []struct {
	From, Why string
	Not       []string
}{
	{"unclip/models", "models are pure mathematics and bytes", []string{"unclip/wasm", "unclip/web", "unclip/tools", "unclip/wgsl", "syscall/js", "net"}},
	{"unclip/wgsl", "kernels and plans know no browser", []string{"unclip/wasm", "unclip/web", "unclip/tools", "syscall/js", "net"}},
	{"unclip/wasm", "the engine knows no page and no tool", []string{"unclip/web", "unclip/tools"}},
	{"unclip/wasm/gpu", "a device only runs plans", []string{"unclip/wasm/engine", "unclip/wasm/store", "unclip/wasm/fetch", "unclip/wasm/bridge"}},
	{"unclip/wasm/store", "a store holds bytes by digest", []string{"unclip/wasm/engine", "unclip/wgsl/plan", "unclip/models"}},
	{"unclip/wasm/bridge", "messages are plain values", []string{"unclip/models", "unclip/wgsl", "unclip/wasm/engine", "unclip/wasm/gpu"}},
	{"unclip/web", "the page knows no tool", []string{"unclip/tools"}},
	{"unclip/tools", "tools know the page's server and formats, not its workings", []string{"unclip/web/app", "unclip/web/session", "unclip/web/history"}},
}

// arrow is an import of anything under a prefix.
type arrow struct{ from, to string }

// exceptions are single arrows against the rules.
var exceptions = map[arrow]string{
	{"unclip/wasm/main", "unclip/web/app"}:                        "the browser binary joins engine and page",
	{"unclip/wgsl/kerneltest", "unclip/wasm/gpu"}:                 "runs its cases on any device",
	{"unclip/wasm/install", "unclip/tools/browsertest/chrome"}:    "its tests drive a browser",
	{"unclip/web/browsertest", "unclip/tools/browsertest/chrome"}: "is tests that drive a browser",
}

func TestArrows(t *testing.T) {
	used := map[arrow]bool{}
	for _, env := range [][]string{nil, {"GOOS=js", "GOARCH=wasm"}} {
		for _, p := range list(t, env...) {
			for _, r := range rules {
				if under(p.ImportPath, r.From) {
					checkImports(t, p, r.Not, r.Why, used)
				}
			}
		}
	}
	for a := range exceptions {
		if !used[a] {
			t.Errorf("%s no longer imports %s; take the exception away", a.from, a.to)
		}
	}
}

func checkImports(t *testing.T, p pkg, not []string, why string, used map[arrow]bool) {
	for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		for _, banned := range not {
			if under(imported, banned) && !excepted(p.ImportPath, imported, used) {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

// excepted tells whether an import is an exception, and takes note.
func excepted(from, imported string, used map[arrow]bool) bool {
	for a := range exceptions {
		if a.from == from && under(imported, a.to) {
			used[a] = true
			return true
		}
	}
	return false
}

func under(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// browserOnly are the imports that only files ending in _js.go (or of the page
// itself) may have.
var browserOnly = []string{`"syscall/js"`, `"github.com/gowebapi/webapi`, `"github.com/hack-pad/`, `"github.com/vugu/`}

func TestJavaScriptStaysAtTheEdge(t *testing.T) {
	eachFile(t, ".go", func(path string, lines []string) {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "_js.go") || strings.HasSuffix(name, "_js_test.go") || under(path, "web/app") || strings.HasSuffix(name, "_wasm.go") || under(path, "tools/check/arch") {
			return
		}
		for i, line := range lines {
			line = strings.TrimSpace(strings.TrimPrefix(line, "import "))
			for _, b := range browserOnly {
				if imports(line, b) {
					t.Errorf("%s:%d imports %s; move it to a file ending in _js.go", path, i+1, b)
				}
			}
		}
	})
}

// imports tells whether a line is an import, named or not, of a path that
// starts in a quoted way; a mention inside a line of code is none.
func imports(line, quoted string) bool {
	name, path, named := strings.Cut(line, " ")
	return strings.HasPrefix(line, quoted) || named && strings.HasPrefix(path, quoted) && !strings.ContainsAny(name, "(=,:")
}

// maxLines is where a file stops being one noun.
const maxLines = 500

// long lists files that may be longer, with the reason.
var long = map[string]string{}

func TestFilesStaySmall(t *testing.T) {
	for _, ext := range []string{".go", ".wgsl", ".js", ".mjs", ".py", ".css"} {
		eachFile(t, ext, func(path string, lines []string) {
			if len(lines) > maxLines && long[path] == "" && !strings.HasSuffix(path, "_gen.go") {
				t.Errorf("%s has %d lines; split it by noun (at most %d)", path, len(lines), maxLines)
			}
		})
	}
}

var emptyNames = []string{"utils", "util", "common", "helpers", "helper", "manager", "misc"}

func TestNamesSaySomething(t *testing.T) {
	eachFile(t, "", func(path string, _ []string) {
		for _, part := range strings.Split(path, "/") {
			stem := strings.TrimSuffix(part, filepath.Ext(part))
			for _, bad := range emptyNames {
				if stem == bad {
					t.Errorf("%s: name it after what it holds, not %q", path, bad)
				}
			}
		}
	})
}

// eachFile visits the project's own files with an extension ("" for all).
func eachFile(t *testing.T, ext string, visit func(path string, lines []string)) {
	t.Helper()
	skip := map[string]bool{".git": true, "node_modules": true, "build": true, ".cache": true, "__pycache__": true, "testdata": true, "out": true}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skip[d.Name()] {
				return filepath.SkipDir
			}
			return nil
		}
		if rel, _ := filepath.Rel(root, path); ext == "" || filepath.Ext(path) == ext {
			visit(filepath.ToSlash(rel), readLines(t, path, ext))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func readLines(t *testing.T, path, ext string) []string {
	if ext == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	return lines
}
