// Command chromeexec runs one js/wasm program, usually a test that `go test
// -exec` has built, inside a page of headless Chromium, prints what it prints
// and exits with its code. The program reads files below the module's root.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"unclip/tools/browsertest/chrome"
)

func main() {
	if len(os.Args) < 2 || strings.HasPrefix(os.Args[1], "-h") {
		fmt.Fprintln(os.Stderr, "usage: chromeexec program.wasm [arguments]; see tools/browsertest/README.md")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := execute(ctx, os.Args[1], os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "chromeexec:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func execute(ctx context.Context, wasm string, args []string) (int, error) {
	root, err := moduleRoot()
	if err != nil {
		return 0, err
	}
	server, err := serve(root, program{Wasm: wasm, Args: args, Env: environment(os.Environ())})
	if err != nil {
		return 0, err
	}
	defer server.Close()
	browser, err := chrome.Start(ctx, chrome.Options{
		Hardware: os.Getenv("UNCLIP_HARDWARE") != "",
		Console:  func(line string) { fmt.Fprintln(os.Stderr, line) },
	})
	if err != nil {
		return 0, err
	}
	defer browser.Close()
	server.onFault(browser)
	crashed := browser.Page().Crashed()
	url := server.URL
	if os.Getenv("UNCLIP_WORKER") != "" {
		url += "/?worker"
	}
	if err := browser.Page().Open(ctx, url); err != nil {
		return 0, err
	}
	return server.wait(ctx, browser.Page().Context().Done(), crashed)
}

// moduleRoot is the nearest folder with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod here or above; run inside the module")
		}
	}
}

// environment keeps what a test may need: Go's wasm start-up refuses more than
// about 12 KB of arguments and environment. UNCLIP_FAULTS tells it that it may
// ask for faults at /fault/.
func environment(all []string) map[string]string {
	kept := map[string]string{"TMPDIR": "/tmp", "UNCLIP_FAULTS": "1"}
	for _, pair := range all {
		name, value, _ := strings.Cut(pair, "=")
		wanted := strings.HasPrefix(name, "UNCLIP_") || strings.HasPrefix(name, "GO") || name == "PWD" || name == "CI"
		if wanted && len(value) <= 1000 {
			kept[name] = value
		}
	}
	return kept
}

func goRoot() string {
	if root := os.Getenv("GOROOT"); root != "" {
		return root
	}
	return runtime.GOROOT()
}
