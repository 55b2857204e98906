package server

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write files that are copies of others")

const credit = "/* The renderer of Vugu, MIT licence, from its module as it is; see the test beside the server. */\n"

// The page brings Vugu's renderer as a script of its own, so that it need not
// be evaluated from a string; it must be the one that the module evaluates.
func TestRendererIsVugus(t *testing.T) {
	const name = "../static/vugu.js"
	want := credit + rendererOf(t) + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("%s is not the renderer of the module's Vugu (%v); run this test with -update", name, err)
	}
}

// rendererOf returns the script that Vugu's Go code holds as a constant.
func rendererOf(t *testing.T) string {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/vugu/vugu").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(strings.TrimSpace(string(dir)), "domrender", "renderer-js-script.go")
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	spec := f.Decls[0].(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
	text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
