package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// fuzztime is how long each target runs, in executions, about twenty seconds of
// most targets: a time limit sometimes ends in "context deadline exceeded" and a
// false alarm.
var fuzztime = flag.String("fuzztime", "400000x", "how long the fuzz lane runs each target; the long set is 100000000x")

// blind leaves coverage out. Go's fuzzer then mutates what guided runs have found,
// several times as fast, and keeps only what fails.
var blind = flag.Bool("blind", false, "let the fuzz lane run without coverage, from the inputs that guided runs have kept; for the long set")

// fuzzed narrows the fuzz lane.
var fuzzed = flag.String("targets", "", "the fuzz lane runs only the targets that this expression matches")

// target is a fuzz target, the folder of its package and its import path.
type target struct{ name, dir, path string }

// fuzz runs every fuzz target of the module for a while.
func fuzz() error {
	targets, err := fuzzTargets()
	if err != nil {
		return err
	}
	run := target.guided
	if *blind {
		run = target.unguided
	}
	for _, t := range targets {
		begun := time.Now()
		if err := run(t); err != nil {
			return err
		}
		fmt.Printf("%s: %s in %.0f s\n", t.name, *fuzztime, time.Since(begun).Seconds())
	}
	fmt.Printf("%d fuzz targets, %s each\n", len(targets), *fuzztime)
	return nil
}

func (t target) guided() error {
	return command(nil, "go", "test", "-run=^$", "-timeout=0", "-fuzz=^"+t.name+"$", "-fuzztime="+*fuzztime, t.dir)
}

// unguided builds the test without counters and hands it the cache of guided runs.
func (t target) unguided() error {
	folder, err := os.MkdirTemp("", "fuzz")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	binary := filepath.Join(folder, t.name+".test")
	if err := command(nil, "go", "test", "-c", "-o", binary, t.dir); err != nil {
		return err
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return fmt.Errorf("go env GOCACHE: %w", err)
	}
	kept := filepath.Join(strings.TrimSpace(string(cache)), "fuzz", filepath.FromSlash(t.path))
	cmd := exec.Command(binary, "-test.run=^$", "-test.timeout=0", "-test.fuzz=^"+t.name+"$", "-test.fuzztime="+*fuzztime, "-test.fuzzcachedir="+kept)
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.dir, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w; the input that failed is under %s/testdata", t.name, err, t.dir)
	}
	return nil
}

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzzTargets finds the chosen targets in the sources, without compiling tests.
func fuzzTargets() ([]target, error) {
	wanted, err := regexp.Compile(*fuzzed)
	if err != nil {
		return nil, fmt.Errorf("-targets: %w", err)
	}
	out, err := exec.Command("go", "list", "-f", "{{.Dir}} {{.ImportPath}}", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var list []target
	for line := range strings.Lines(string(out)) {
		dir, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		names, err := fuzzNames(dir)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if wanted.MatchString(name) {
				list = append(list, target{name, dir, path})
			}
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no fuzz targets were found; the parsers have some, so the search is broken or -targets matches none")
	}
	return list, nil
}

// fuzzNames are the fuzz targets in a folder's tests.
func fuzzNames(dir string) (names []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, m := range fuzzFunc.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names, nil
}
