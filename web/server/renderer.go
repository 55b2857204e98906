package server

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// renderer takes Vugu's renderer out of the module we build with and writes it
// as a script, so that the page need not evaluate it from a string and may do
// without 'unsafe-eval'.
func (b Build) renderer(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/vugu/vugu")
	cmd.Dir = b.Root
	dir, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("server: go list finds no Vugu: %w; run go mod download", err)
	}
	script, err := scriptIn(filepath.Join(strings.TrimSpace(string(dir)), "domrender", "renderer-js-script.go"))
	if err != nil {
		return err
	}
	return os.WriteFile(b.path("build", "vugu.js"), []byte(script+"\n"), 0o644)
}

// scriptIn returns the longest string constant of a Go file.
func scriptIn(path string) (string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("server: %w; this version of Vugu keeps its renderer elsewhere", err)
	}
	script := ""
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && len(text) > len(script) {
				script = text
			}
		}
		return true
	})
	if !strings.Contains(script, "vuguRender") {
		return "", fmt.Errorf("server: %s holds no renderer; this version of Vugu keeps it elsewhere", path)
	}
	return script, nil
}
