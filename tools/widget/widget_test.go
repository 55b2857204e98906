// Package widget tries the widget's scripts in Node, as far as they need no page,
// and holds the examples of frameworks.
package widget

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"unclip/web/server"
)

// node runs a script beside the page's own and decodes what it returns.
func node(t *testing.T, script string, out any) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no Node; install Node 20 or newer to try the widget's scripts")
	}
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(root, "web", "static"))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"package.json": `{"type":"module"}`,
		"script.js": "console.log(JSON.stringify(await (async () => {" + script + "})()));"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(folder, "script.js"))
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatalf("node: %v: %.500s", err, text)
	}
}
