package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"unclip/tools/npm"
)

// lane is one group of checks; see ARCHITECTURE.md, test lanes.
type lane struct {
	name, what string
	run        func() error
}

var lanes = []lane{
	{"format", "gofmt and go vet, natively and for the browser", format},
	{"native", "go test ./... without a browser", native},
	{"race", "page, engine, installation and stores under Go's race detector", race},
	{"kernels", "every kernel on SwiftShader through Node and Dawn", kernels},
	{"mutants", "42 mistakes in kernels and plans: the tests must fail", mutants},
	{"lavapipe", "the same on lavapipe, which has halves, where it is or can be had", lavapipe},
	{"dataset", "the builder of the training set and its card, in Node", dataset},
	{"fuzz", "every fuzz target for a short while", fuzz},
	{"size", "the browser binary within its limits", size},
	{"repro", "the browser binary built twice, here and elsewhere: the same bytes", repro},
	{"browser", "IndexedDB, the page and the whole path in headless Chromium, the site behind nginx and Caddy", browser},
}

// jsPackages hold tests that need a GPU API but no page.
var jsPackages = []string{"./wgsl/kerneltest/", "./wasm/gpu/webgpu/", "./wasm/tune/", "./tools/parity/fixture/", "./tools/parity/picture/", "./wasm/engine/enginetest/"}

// pagePackages hold tests that need a real page (IndexedDB, a GPU process to crash).
var pagePackages = []string{"./wasm/gpu/webgpu/", "./wasm/store/...", "./wasm/fetch/", "./wasm/install/", "./web/history/idb/"}

// browserTag guards native tests that drive a browser.
const browserTag = "browser"

func format() error {
	out, err := exec.Command("gofmt", "-l", "serve.go", "models", "tools", "wasm", "web", "wgsl").CombinedOutput()
	if err != nil || len(bytes.TrimSpace(out)) > 0 {
		return fmt.Errorf("these files need gofmt -w: %s %v", out, err)
	}
	// The tag only adds files, so this vets everything.
	if err := command(nil, "go", "vet", "-tags="+browserTag, "./..."); err != nil {
		return err
	}
	return command(wasm, "go", "vet", "./models/...", "./wgsl/...", "./wasm/...", "./web/app/...")
}

func native() error { return command(nil, "go", "test", "./...") }

// race needs a C compiler, since the detector is written in C.
func race() error {
	if err := prepareCompiler(); err != nil {
		return err
	}
	if err := command([]string{"CGO_ENABLED=1"}, "go", "test", "-race", "./web/app/", "./web/session/", "./wasm/fetch/", "./wasm/install/", "./wasm/store/..."); err != nil {
		return err
	}
	// The engine's other tests compute pictures, which takes the detector a quarter of an hour.
	return command([]string{"CGO_ENABLED=1"}, "go", "test", "-race", "-run=Hammer|Tab|Room|Install|Import|Early|Storage|Pause|Queue|Stages", "./wasm/engine/")
}

func kernels() error {
	if err := prepareDawn(); err != nil {
		return err
	}
	return command(wasm, "go", append([]string{"test", "-timeout=20m", "-exec", absolute("tools/browsertest/node-exec")}, jsPackages...)...)
}

// mutants takes the first of a list that is always the same, and as many on every
// machine: another one more would be another check.
func mutants() error {
	if err := prepareDawn(); err != nil {
		return err
	}
	return command(nil, "go", "run", "./tools/mutants", "-kernels=32", "-plans=10")
}

func browser() error {
	if err := prepareDawn(); err != nil { // the widget's examples come from npm, too
		return err
	}
	if err := command(wasm, "go", append([]string{"test", "-timeout=10m", "-exec", absolute("tools/browsertest/chrome-exec")}, pagePackages...)...); err != nil {
		return err
	}
	env, skip := hosts(prepareHosts())
	if err := command(env, "go", "test", "-timeout=20m", "-count=1", "-tags="+browserTag, "-skip="+skip, "./tools/browsertest/...", "./tools/e2e/", "./wasm/install/", "./tools/onnx/...", "./tools/naga/"); err != nil {
		return err
	}
	if err := command(nil, "go", "test", "-timeout=10m", "-count=1", "./web/browsertest/", "-browser"); err != nil {
		return err
	}
	return command(nil, "go", "test", "-timeout=20m", "-count=1", "./web/browsertest/", "-browser", "-real", "-run=Real") // with the embedded model
}

// dataset checks the data card against the packages that it speaks of.
func dataset() error {
	if err := prepareNode(); err != nil {
		return err
	}
	folder, err := npm.Install(context.Background(), "tools/dataset")
	if err != nil {
		return err
	}
	return command(nil, "npm", "--prefix", folder, "test")
}

var wasm = []string{"GOOS=js", "GOARCH=wasm"}

// command runs a program with its output on ours.
func command(env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return nil
}

func absolute(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	return full
}
