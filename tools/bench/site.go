package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"unclip/tools/bench/peers"
	"unclip/tools/model"
	"unclip/web/server"
)

//go:embed page/index.html page/*.mjs
var pageFiles embed.FS

// site serves all that the page needs, and makes ONNX files on demand.
type site struct {
	*httptest.Server
	root  string
	model *model.Folder
}

func openSite(ctx context.Context, folder string) (*site, error) {
	m, err := model.Open(folder)
	if err != nil {
		return nil, err
	}
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	home, err := peers.Install(ctx)
	if err != nil {
		return nil, err
	}
	s := &site{root: root, model: m}
	exec, err := s.build(ctx)
	if err != nil {
		return nil, err
	}
	page, err := fs.Sub(pageFiles, "page")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page))
	mux.Handle("GET /peers/", http.StripPrefix("/peers/", http.FileServer(http.Dir(filepath.Join(home, "node_modules")))))
	mux.Handle("GET /model/", http.StripPrefix("/model/", http.FileServer(http.Dir(m.Path))))
	mux.HandleFunc("GET /bench.wasm", serveFile(s.wasm()))
	mux.HandleFunc("GET /wasm_exec.js", serveFile(exec))
	mux.HandleFunc("GET /glue.js", serveFile(filepath.Join(root, "wasm", "gpu", "webgpu", "glue.js")))
	mux.HandleFunc("GET /onnx/{id}", s.onnx)
	mux.HandleFunc("GET /cpu", cpu)
	s.Server = httptest.NewServer(isolated(mux))
	return s, nil
}

// isolated lets the page tell time to 5 µs.
func isolated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		next.ServeHTTP(w, r)
	})
}

func serveFile(path string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) }
}

func (s *site) wasm() string { return filepath.Join(s.root, "build", "bench.wasm") }

// build compiles our side and finds the toolchain's wasm_exec.js.
func (s *site) build(ctx context.Context) (wasmExec string, err error) {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", s.wasm(), "./tools/bench/page")
	cmd.Dir = s.root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the benchmark's wasm did not build (%w); correct what the compiler says:\n%s", err, out)
	}
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w; install Go 1.26 or newer", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "lib", "wasm", "wasm_exec.js"), nil
}
