// Command check runs everything that CI runs, lane by lane, and prints the time
// and the verdict of each. It installs what the lanes need where it may
// (Debian packages as root, npm packages into the tree), else says how.
//
//	go run ./tools/check            all lanes
//	go run ./tools/check -lane native,kernels
//	go run ./tools/check -lane fuzz -fuzztime 100000000x -blind
//	go run ./tools/check -list
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	only := flag.String("lane", "", "run only these lanes, comma separated")
	list := flag.Bool("list", false, "list the lanes and stop")
	asJSON := flag.Bool("json", false, "print one JSON object last")
	flag.Parse()
	if *list {
		for _, l := range lanes {
			fmt.Printf("%-10s %s\n", l.name, l.what)
		}
		return
	}
	chosen, err := choose(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(2)
	}
	s := sum(runAll(chosen))
	s.print()
	if *asJSON {
		// The fields are plain values; encoding cannot fail.
		out, _ := json.Marshal(s)
		fmt.Println(string(out))
	}
	if s.Failed > 0 {
		os.Exit(1)
	}
}

// choose picks lanes by name; none means all.
func choose(only string) ([]lane, error) {
	if only == "" {
		return lanes, nil
	}
	var chosen []lane
	for _, name := range strings.Split(only, ",") {
		found := false
		for _, l := range lanes {
			if l.name == name {
				chosen, found = append(chosen, l), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no lane %q; -list shows them", name)
		}
	}
	return chosen, nil
}

// result is what became of one lane.
type result struct {
	Lane    string  `json:"lane"`
	OK      bool    `json:"ok"`
	Seconds float64 `json:"seconds"`
}

// runAll runs every lane even if one fails, so that one run shows all faults.
func runAll(chosen []lane) []result {
	var results []result
	for _, l := range chosen {
		fmt.Printf("== %s: %s\n", l.name, l.what)
		start := time.Now()
		err := l.run()
		if err != nil {
			fmt.Printf("FAIL %s: %v\n", l.name, err)
		}
		results = append(results, result{l.name, err == nil, time.Since(start).Seconds()})
	}
	return results
}

// summary is the JSON object that -json prints.
type summary struct {
	Lanes  []result `json:"lanes"`
	Passed int      `json:"passed"`
	Failed int      `json:"failed"`
}

func sum(results []result) summary {
	s := summary{Lanes: results}
	for _, r := range results {
		if r.OK {
			s.Passed++
		} else {
			s.Failed++
		}
	}
	return s
}

func (s summary) print() {
	for _, r := range s.Lanes {
		fmt.Printf("%-4s %-10s %6.1f s\n", map[bool]string{true: "ok", false: "FAIL"}[r.OK], r.Lane, r.Seconds)
	}
	fmt.Printf("lanes: %d passed, %d failed\n", s.Passed, s.Failed)
}
