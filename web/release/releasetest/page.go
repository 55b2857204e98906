// Package releasetest provides the sources of the real page for tests.
package releasetest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"unclip/web/server"
)

// Page lists the files of web/static, and stand-ins for those that a build makes.
func Page(t *testing.T) []server.File {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "web", "static")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var files []server.File
	for _, e := range entries {
		files = append(files, server.File{Name: e.Name(), Path: filepath.Join(folder, e.Name())})
	}
	for _, built := range []string{"wasm_exec.js", "vugu.js", "glue.js", "unclip.wasm"} {
		path := filepath.Join(t.TempDir(), built)
		if err := os.WriteFile(path, bytes.Repeat([]byte(built), 100), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, server.File{Name: built, Path: path})
	}
	return files
}
