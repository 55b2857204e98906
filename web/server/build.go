package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build is what the page is made of.
type Build struct {
	Root string   // the module's folder
	Tags []string // build tags of the wasm binary
}

// FindRoot returns the module's folder, looking upwards from the working
// directory.
func FindRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module unclip\n") {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("server: this is not the project's folder; change to where go.mod is and try again")
		}
		dir = filepath.Dir(dir)
	}
}

func (b Build) path(elements ...string) string {
	return filepath.Join(append([]string{b.Root}, elements...)...)
}

// Wasm is where the binary lies. Each set of tags has its own.
func (b Build) Wasm() string {
	return b.path("build", strings.Join(append([]string{"unclip"}, b.Tags...), "-")+".wasm")
}

// Make puts what the page needs beside its sources into build/.
func (b Build) Make(ctx context.Context) error {
	if err := os.MkdirAll(b.path("build"), 0o755); err != nil {
		return fmt.Errorf("server: %w; the project's folder must be writable", err)
	}
	if err := b.compile(ctx); err != nil {
		return err
	}
	return b.support(ctx)
}

// compile builds the wasm binary. Go's own cache makes that quick when little
// has changed, and knows better than we do when something has.
func (b Build) compile(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w",
		"-tags="+strings.Join(b.Tags, ","), "-o", b.Wasm(), "./wasm/main")
	cmd.Dir = b.Root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("server: the go command is missing; install Go 1.26 or newer, or copy a built " + filepath.Base(b.Wasm()) + " into build/")
	}
	if err != nil {
		return fmt.Errorf("server: the wasm binary did not build (%w); correct what the compiler says and start again:\n%s", err, out)
	}
	return nil
}

// support puts two scripts into build/: the toolchain's wasm_exec.js, which must
// match the compiler, and Vugu's renderer.
func (b Build) support(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("server: go env GOROOT: %w; install Go 1.26 or newer", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("server: %w; this Go has no lib/wasm, install Go 1.26 or newer", err)
	}
	if err := os.WriteFile(b.path("build", "wasm_exec.js"), text, 0o644); err != nil {
		return err
	}
	return b.renderer(ctx)
}
