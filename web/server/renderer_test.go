package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The page relies on the script defining what Vugu's own evaluation would.
func TestRendererComesFromTheModule(t *testing.T) {
	root, err := FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "build"), 0o755); err != nil {
		t.Fatal(err)
	}
	b := Build{Root: root}
	if err := b.renderer(t.Context()); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(b.path("build", "vugu.js"))
	if err != nil || !strings.Contains(string(script), "window.vuguRender=") {
		t.Errorf("%d bytes without the renderer: %v", len(script), err)
	}
}

func TestRendererElsewhereIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.go")
	if err := os.WriteFile(path, []byte("package x\n\nconst a = `nothing`\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := scriptIn(path); err == nil || !strings.Contains(err.Error(), "keeps it elsewhere") {
		t.Errorf("error %v", err)
	}
}
