package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Page lists the files of the page: the static ones, the wasm binary and its
// support.
func (b Build) Page(quality int) ([]File, error) {
	files, err := b.static()
	if err != nil {
		return nil, err
	}
	files = append(files,
		File{Name: "wasm_exec.js", Path: b.path("build", "wasm_exec.js")},
		File{Name: "vugu.js", Path: b.path("build", "vugu.js")},
		File{Name: "glue.js", Path: b.glue()},
		File{Name: "unclip.wasm", Path: b.Wasm()})
	packed := &Packed{Folder: b.path("build", "packed"), Quality: quality}
	for i := range files {
		if Packable(files[i].Name) {
			files[i].Packed = packed
		}
	}
	return files, nil
}

// Packable says that a kind of file becomes smaller when it is compressed.
func Packable(name string) bool {
	switch filepath.Ext(name) {
	case ".html", ".css", ".js", ".wasm", ".svg", ".webmanifest", ".json", ".txt", ".md":
		return true
	}
	return false
}

func (b Build) static() ([]File, error) {
	folder := b.path("web", "static")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("server: %w; the page's files belong in web/static", err)
	}
	var files []File
	for _, e := range entries {
		if e.Type().IsRegular() && Types[filepath.Ext(e.Name())] != "" && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, File{Name: e.Name(), Path: filepath.Join(folder, e.Name())})
		}
	}
	return files, nil
}

// Folder is a folder for what is built.
func (b Build) Folder(name string) string { return b.path("build", name) }

// glue is the script that replays plans on the GPU.
func (b Build) glue() string { return b.path("wasm", "gpu", "webgpu", "glue.js") }

// OpenModel opens a model's folder. Without a folder there is no model, which
// the page explains.
func OpenModel(folder string) (*os.Root, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("server: no model: %w; give a folder that holds manifest.json with -model", err)
	}
	if _, err := root.Stat("manifest.json"); err != nil {
		return root, fmt.Errorf("server: %s holds no manifest.json; convert a model into it, or give another folder with -model", folder)
	}
	return root, nil
}
