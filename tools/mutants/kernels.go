package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"unclip/wgsl"
)

// kernels judges mutants of WGSL by the kernel tests on WebGPU. No compiler runs
// between mutants: the text of a kernel stands in a test's binary as it stands in
// its file, and is replaced there.
type kernels struct {
	root, folder string
	cases        []byte   // binary of the kernel tests, for WebGPU
	texts        []byte   // of the tests that several kernels share a text
	failed       []string // cases that killed a mutant
}

func newKernels(ctx context.Context, root, folder string) (*kernels, error) {
	k := &kernels{root: root, folder: folder}
	var err error
	if k.cases, err = k.build(ctx, "kerneltest.wasm", "./wgsl/kerneltest/", "GOOS=js", "GOARCH=wasm"); err != nil {
		return nil, err
	}
	k.texts, err = k.build(ctx, "texts.test", "./wgsl/")
	return k, err
}

// build compiles the tests of a package.
func (k *kernels) build(ctx context.Context, name, tests string, env ...string) ([]byte, error) {
	path := filepath.Join(k.folder, name)
	build := command(ctx, k.root, "go", "test", "-c", "-o", path, tests)
	build.Env = append(os.Environ(), env...)
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mutants: %s: %w: %s", tests, err, out)
	}
	return os.ReadFile(path)
}

// files are the kernels and the texts that they include. Halves stay out: the
// CPU device that judges has none.
func (k *kernels) files() ([]string, error) {
	list, err := filepath.Glob(filepath.Join(k.root, "wgsl", "*.wgsl"))
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("mutants: no kernels in %s/wgsl; run inside the module", k.root)
	}
	var files []string
	for _, path := range list {
		if name := filepath.Base(path); name != "tile_f16.wgsl" {
			files = append(files, "wgsl/"+name)
		}
	}
	return files, nil
}

// judge first runs the cases of the kernel that has the mistake, with plain
// weights and then with all. What they let pass is for the networks, convolutions
// and pictures of the kernel tests, and for the test that equal texts stay equal.
func (k *kernels) judge(ctx context.Context, m mutant) (v verdict, by string, err error) {
	path, err := k.patch(k.cases, m, "mutant.wasm")
	if err != nil {
		return 0, "", err
	}
	judged := false
	for _, tests := range casesOf(m.file) {
		v, by, err := k.run(ctx, path, tests)
		if v == killed || v == stillborn || err != nil {
			return v, by, err
		}
		judged = judged || v == survived
	}
	if !judged {
		return unjudged, "", nil
	}
	if v, by, err := k.run(ctx, path, "^TestWebGPU$/^(families|convolutions|picture)$"); v == killed || err != nil {
		return v, by, err
	}
	return k.compare(ctx, m)
}

// patch writes a test's binary with a mutant in place of the kernel.
func (k *kernels) patch(binary []byte, m mutant, name string) (path string, err error) {
	original, err := os.ReadFile(filepath.Join(k.root, m.file))
	if err != nil {
		return "", fmt.Errorf("mutants: %w", err)
	}
	text, ok := fit(m.text, len(original))
	if !ok || bytes.Count(binary, original) != 1 {
		return "", fmt.Errorf("mutants: %s is not in the test's binary once; embed it", m.file)
	}
	path = filepath.Join(k.folder, name)
	return path, os.WriteFile(path, bytes.Replace(binary, original, text, 1), 0o700)
}

// compare runs the test of texts that several kernels share.
func (k *kernels) compare(ctx context.Context, m mutant) (v verdict, by string, err error) {
	path, err := k.patch(k.texts, m, "mutant.test")
	if err != nil {
		return 0, "", err
	}
	out, err := command(ctx, filepath.Join(k.root, "wgsl"), path, "-test.run=^TestSharedText$").CombinedOutput()
	switch {
	case err == nil:
		return survived, "none", nil
	case bytes.Contains(out, []byte("--- FAIL: TestSharedText")):
		return killed, "TestSharedText", nil
	}
	return 0, "", fmt.Errorf("mutants: %w: %s", err, tail(out))
}

// fit makes a text as long as another by means of its first comment.
func fit(text string, length int) ([]byte, bool) {
	_, rest, _ := strings.Cut(text, "\n")
	pad := length - len(rest) - len("//\n")
	if !strings.HasPrefix(text, "//") || pad < 0 {
		return nil, false
	}
	return []byte("//" + strings.Repeat(" ", pad) + "\n" + rest), true
}

// casesOf are patterns of the cases that run a file's text, the quickest first.
func casesOf(file string) []string {
	name := strings.TrimSuffix(filepath.Base(file), ".wgsl")
	element, included := strings.CutPrefix(name, "element_")
	var list []string
	for _, s := range wgsl.Specs() {
		if s.Name == name || s.Text == name || included && s.Weighted {
			list = append(list, s.Name)
		}
	}
	slices.Sort(list)
	cases := "^TestWebGPU$/^cases$/^(" + strings.Join(list, "|") + ")$"
	if included {
		return []string{cases + "/^" + element}
	}
	return []string{cases + "/^f32", cases + "/^(f16|i8|i4)"}
}

var (
	failedCase = regexp.MustCompile(`--- FAIL: (TestWebGPU/\S+)`)
	passedCase = regexp.MustCompile(`--- PASS: TestWebGPU/(cases/|families|convolutions|picture)`)
	refused    = regexp.MustCompile(`does not compile`)
)

// run starts a test binary. A mutant that computes for long without a word hangs.
func (k *kernels) run(ctx context.Context, path, tests string) (v verdict, by string, err error) {
	cmd := command(ctx, filepath.Join(k.root, "wgsl", "kerneltest"), filepath.Join(k.root, "tools", "browsertest", "node-exec"), path,
		"-test.run="+tests, "-test.failfast", "-test.v")
	out, hung, err := watch(cmd, silence)
	switch {
	case hung:
		return killed, "it hangs", nil
	case err == nil && passedCase.Match(out):
		return survived, "none", nil
	case err == nil:
		return unjudged, "", nil
	case refused.Match(out):
		return stillborn, "", nil
	}
	names := failedCase.FindAllSubmatch(out, -1)
	if len(names) == 0 {
		return 0, "", fmt.Errorf("mutants: no case failed, but the tests did: %v: %s", err, tail(out))
	}
	by = string(names[len(names)-1][1])
	k.failed = append(k.failed, by)
	return killed, by, nil
}

// confirm runs every case that killed a mutant on the kernels as they are: they
// must pass, or the verdicts mean nothing.
func (k *kernels) confirm(ctx context.Context) error {
	path := filepath.Join(k.folder, "kerneltest.wasm")
	v, by, err := k.run(ctx, path, pattern(k.failed))
	if err == nil && v != survived {
		err = fmt.Errorf("mutants: %s fails without a mutant; mend the kernels first", by)
	}
	return err
}

// pattern matches tests by their names, level by level.
func pattern(names []string) string {
	var levels [][]string
	for _, name := range names {
		for i, part := range strings.Split(name, "/") {
			if i == len(levels) {
				levels = append(levels, nil)
			}
			if quoted := regexp.QuoteMeta(part); !slices.Contains(levels[i], quoted) {
				levels[i] = append(levels[i], quoted)
			}
		}
	}
	var parts []string
	for _, level := range levels {
		parts = append(parts, "^("+strings.Join(level, "|")+")$")
	}
	return strings.Join(parts, "/")
}

// silence is how long a test may compute without a word: a kernel with a loop
// that never ends computes for ever. The slowest case takes a few seconds.
const silence = time.Minute
