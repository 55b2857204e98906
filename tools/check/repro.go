package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// repro builds the browser binary twice, here and from a copy of its sources in
// another folder with an empty cache: whoever builds a release gets its bytes.
func repro() error {
	here, err := binary(".", nil)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "repro")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := copySources(filepath.Join(folder, "tree")); err != nil {
		return err
	}
	there, err := binary(filepath.Join(folder, "tree"), []string{"GOCACHE=" + filepath.Join(folder, "cache")})
	if err != nil {
		return err
	}
	if !bytes.Equal(here, there) {
		return fmt.Errorf("a copy of the sources gives another binary (%d bytes, here %d): something in it depends on the folder, the clock or the order of a map", len(there), len(here))
	}
	fmt.Printf("unclip.wasm: the same %d bytes twice\n", len(here))
	return nil
}

// ownFiles is a template of go list: every file of ours that the build reads.
const ownFiles = `{{with .Module}}{{if .Main}}{{$dir := $.Dir}}{{range $.GoFiles}}{{$dir}}/{{.}}
{{end}}{{range $.EmbedFiles}}{{$dir}}/{{.}}
{{end}}{{end}}{{end}}`

// copySources copies the module's files that the browser binary is built from.
func copySources(to string) error {
	list := exec.Command("go", "list", "-deps", "-f", ownFiles, "./wasm/main")
	list.Env = append(os.Environ(), wasm...)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	root := absolute(".")
	files := append(strings.Fields(string(out)), filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum"))
	for _, file := range files {
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		if err := copyFile(file, filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
