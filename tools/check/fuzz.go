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

// target is a fuzz target and the folder of its package.
type target struct{ name, dir string }

// fuzz runs every fuzz target of the module for a while.
func fuzz() error {
	targets, err := fuzzTargets()
	if err != nil {
		return err
	}
	for _, t := range targets {
		begun := time.Now()
		if err := command(nil, "go", "test", "-run=^$", "-timeout=0", "-fuzz=^"+t.name+"$", "-fuzztime="+*fuzztime, t.dir); err != nil {
			return err
		}
		fmt.Printf("%s: %s in %.0f s\n", t.name, *fuzztime, time.Since(begun).Seconds())
	}
	fmt.Printf("%d fuzz targets, %s each\n", len(targets), *fuzztime)
	return nil
}

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzzTargets finds the targets in the sources, without compiling tests.
func fuzzTargets() ([]target, error) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var list []target
	for _, dir := range strings.Fields(string(out)) {
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
				list = append(list, target{m[1], dir})
			}
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no fuzz targets were found; the parsers have some, so the search is broken")
	}
	return list, nil
}
