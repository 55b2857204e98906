package arch

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write closure.txt anew")

// The packages of the browser binary are committed, so that a change shows in
// review: each one is downloaded by every visitor.
func TestBrowserClosure(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./wasm/main")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	got := onlyOutside(string(out))
	if *update {
		if err := os.WriteFile("closure.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("closure.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Fields(got) {
		if !contains(string(want), line) {
			t.Errorf("the browser binary now carries %s; is it worth its bytes? then: go test ./tools/check/arch -update", line)
		}
	}
	for _, line := range strings.Fields(string(want)) {
		if !contains(got, line) {
			t.Errorf("the browser binary no longer carries %s: go test ./tools/check/arch -update", line)
		}
	}
}

// heavy packages never belong in the browser.
var heavy = map[string]string{
	"net/http":                      "adds 6 MB; fetch comes from the browser",
	"crypto/tls":                    "the browser does TLS",
	"github.com/gowebapi/webapi":    "the root package is slow to compile; use its leaves",
	"unclip/models/token/clipvocab": "the model brings its own merges",
	"unclip/wasm/gpu/soft":          "the reference device is for tests",
	"unclip/wasm/engine/enginetest": "test models are for tests",
	"github.com/andybalholm/brotli": "browsers decompress by themselves",
	"github.com/chromedp/chromedp":  "drives browsers, does not run in them",
	"golang.org/x/text/collate":     "large tables",
}

func TestBrowserCarriesNothingHeavy(t *testing.T) {
	list, err := os.ReadFile("closure.txt")
	if err != nil {
		t.Fatal(err)
	}
	for path, why := range heavy {
		if contains(string(list), path) {
			t.Errorf("the browser binary carries %s: %s", path, why)
		}
	}
}

// onlyOutside keeps what matters: the standard library's internals change with
// every toolchain.
func onlyOutside(list string) string {
	var keep []string
	for _, p := range strings.Fields(list) {
		internal := strings.Contains(p, "internal") || strings.HasPrefix(p, "vendor/") || strings.HasPrefix(p, "runtime")
		if strings.Contains(p, ".") && !strings.HasPrefix(p, "vendor/") || strings.HasPrefix(p, "unclip") || !internal {
			keep = append(keep, p)
		}
	}
	return strings.Join(keep, "\n") + "\n"
}

func contains(list, line string) bool {
	return strings.Contains("\n"+list, "\n"+line+"\n")
}
