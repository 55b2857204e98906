package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"unclip/tools/browsertest/chrome"
)

var (
	//go:embed page.html
	pageHTML []byte
	//go:embed page.js
	pageJS []byte
	//go:embed worker.js
	workerJS []byte
)

// program is what the page starts.
type program struct {
	Wasm string            `json:"-"`
	Args []string          `json:"args"`
	Env  map[string]string `json:"env"`
	Dir  string            `json:"dir"`
}

// host serves the page, the program and its files, and hears what it prints.
type host struct {
	*httptest.Server
	mux  *http.ServeMux
	exit chan int
	once sync.Once
}

func serve(root string, p program) (*host, error) {
	files, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	if p.Dir, err = os.Getwd(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	h := &host{mux: mux, exit: make(chan int, 1)}
	mux.HandleFunc("GET /{$}", static("text/html; charset=utf-8", pageHTML))
	mux.HandleFunc("GET /page.js", static("text/javascript", pageJS))
	mux.HandleFunc("GET /worker.js", static("text/javascript", workerJS))
	mux.HandleFunc("GET /program.wasm", file("application/wasm", p.Wasm))
	mux.HandleFunc("GET /wasm_exec.js", file("text/javascript", filepath.Join(goRoot(), "lib", "wasm", "wasm_exec.js")))
	mux.HandleFunc("GET /glue.js", file("text/javascript", filepath.Join(root, "wasm", "gpu", "webgpu", "glue.js")))
	mux.HandleFunc("GET /program.json", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(p) })
	mux.HandleFunc("GET /file", readFile(root, files))
	mux.HandleFunc("POST /print/{fd}", h.print)
	mux.HandleFunc("POST /exit/{code}", h.exited)
	h.Server = httptest.NewServer(mux)
	return h, nil
}

func static(kind string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body)
	}
}

func file(kind, path string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		http.ServeFile(w, r, path)
	}
}

// readFile answers with one file below root, named by its absolute path.
func readFile(root string, files *os.Root) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path, err := filepath.Rel(root, r.URL.Query().Get("path"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		f, err := files.Open(path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.Copy(w, f)
	}
}

func (h *host) print(_ http.ResponseWriter, r *http.Request) {
	out := os.Stdout
	if r.PathValue("fd") == "2" {
		out = os.Stderr
	}
	_, _ = io.Copy(out, r.Body)
}

func (h *host) exited(_ http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.PathValue("code"))
	if err != nil {
		code = 1
	}
	h.once.Do(func() { h.exit <- code })
}

// onFault lets the program ask for faults of its own browser.
func (h *host) onFault(b *chrome.Browser) {
	h.mux.HandleFunc("POST /fault/gpu", func(w http.ResponseWriter, r *http.Request) {
		if err := b.CrashGPU(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// wait returns the program's exit code, or an error when the browser dies first.
func (h *host) wait(ctx context.Context, gone, crashed <-chan struct{}) (int, error) {
	select {
	case code := <-h.exit:
		return code, nil
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	case <-crashed:
		return 0, errors.New("the page crashed before the program ended; look for too much memory")
	case <-gone:
		return 0, errors.New("the browser went away before the program ended; run again, and look for a crash above")
	}
}
