package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// planner judges mutants of package plan by its tests and by the networks of the
// kernel tests on the device that is made of references.
type planner struct{ root, folder string }

func (p *planner) files() ([]string, error) {
	list, err := filepath.Glob(filepath.Join(p.root, "wgsl", "plan", "*.go"))
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("mutants: no planner in %s/wgsl/plan; run inside the module", p.root)
	}
	var files []string
	for _, path := range list {
		if name := filepath.Base(path); !strings.HasSuffix(name, "_test.go") {
			files = append(files, "wgsl/plan/"+name)
		}
	}
	return files, nil
}

// planTests see every plan that is made natively.
var planTests = []string{"./wgsl/plan/", "./wasm/gpu/soft/", "./wasm/tune/", "./wgsl/kerneltest/", "./tools/parity/fixture/", "./wasm/engine/"}

// failedTest names a test that failed, or a package that ended early.
var failedTest = regexp.MustCompile(`(?:--- FAIL: |panic: |FAIL\s)([^\n]{1,80})`)

func (p *planner) judge(ctx context.Context, m mutant) (v verdict, by string, err error) {
	text, overlay := filepath.Join(p.folder, "mutant.go"), filepath.Join(p.folder, "overlay.json")
	if err := os.WriteFile(text, []byte(m.text), 0o600); err != nil {
		return 0, "", fmt.Errorf("mutants: %w", err)
	}
	// Plain strings always marshal.
	list, _ := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(p.root, m.file): text}})
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		return 0, "", fmt.Errorf("mutants: %w", err)
	}
	for _, tests := range planTests {
		cmd := command(ctx, p.root, "go", "test", "-vet=off", "-failfast", "-short", "-timeout=10m", "-overlay="+overlay, tests)
		out, err := cmd.CombinedOutput()
		name := failedTest.FindSubmatch(out)
		switch {
		case err == nil:
			continue
		case bytes.Contains(out, []byte("[build failed]")):
			return stillborn, "", nil
		case name != nil:
			return killed, string(name[1]), nil
		}
		return 0, "", fmt.Errorf("mutants: go test: %w: %s", err, tail(out))
	}
	return survived, "none", nil
}

// confirm is for the native tests: they run where mutants of plans are judged.
func (p *planner) confirm(ctx context.Context) error {
	cmd := command(ctx, p.root, "go", append([]string{"test", "-vet=off", "-short"}, planTests...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mutants: the tests fail without a mutant; mend them first: %w: %s", err, tail(out))
	}
	return nil
}
