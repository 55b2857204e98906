// Command mutants asks whether the kernel tests can fail. By rule it makes
// mistakes in the real kernels and in the planner, one at a time (an operator
// swapped, a bound off by one, a barrier dropped, a stride mistaken), and runs the
// tests: each mutant should fail one. It ends in an error if fewer than 98 of 100 do.
//
//	go run ./tools/mutants                   60 mutants of kernels on SwiftShader (Node + Dawn), 30 of the planner
//	go run ./tools/mutants -kernels 200 -plans 0 -seed 2
//	go run ./tools/mutants -within 90s       as many of them as begin in this time
//	go run ./tools/mutants -only softmax     those whose line contains this
//
// Mutants that compute the same as the original are argued one by one in
// equivalent.txt and not counted.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"unclip/web/server"
)

// options are the flags.
type options struct {
	kernels, plans int
	seed           uint64
	within         time.Duration
	only           string
	list, asJSON   bool
}

func main() {
	var o options
	flag.IntVar(&o.kernels, "kernels", 60, "how many mutants of kernels")
	flag.IntVar(&o.plans, "plans", 30, "how many mutants of the planner")
	flag.Uint64Var(&o.seed, "seed", 1, "which of all mutants")
	flag.DurationVar(&o.within, "within", 0, "begin no mutant of kernels, and none of the planner, after this time; 0 is no limit")
	flag.StringVar(&o.only, "only", "", "only mutants whose line in the report contains this")
	flag.BoolVar(&o.list, "list", false, "list the mutants and stop")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	root, err := server.FindRoot()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return fmt.Errorf("mutants: %w", err)
	}
	defer os.RemoveAll(folder)
	k, err := newKernels(ctx, root, folder)
	if err != nil {
		return err
	}
	h := hunt{options: o, root: root}
	if err := h.through(ctx, k, o.kernels); err != nil {
		return err
	}
	if err := h.through(ctx, &planner{root, folder}, o.plans); err != nil {
		return err
	}
	return h.report()
}

// judge runs tests on mutants.
type judge interface {
	files() ([]string, error)
	judge(context.Context, mutant) (v verdict, by string, err error) // by names the test that failed
	confirm(context.Context) error                                   // that the tests pass without a mutant
}

// verdict is what became of a mutant.
type verdict int

const (
	killed    verdict = iota // a test failed
	survived                 // none did
	stillborn                // it does not compile, so it is none
	unjudged                 // this adapter lacks what the kernel needs
)

// hunt counts verdicts.
type hunt struct {
	options
	root      string
	killed    int
	argued    int
	survivors []mutant
}

// through judges n mutants of the files of a judge.
func (h *hunt) through(ctx context.Context, j judge, n int) error {
	list, err := h.choose(j)
	if err != nil || n == 0 {
		return err
	}
	ran, begun := 0, time.Now()
	for _, m := range list {
		if ran == n || h.within > 0 && time.Since(begun) > h.within {
			break
		}
		if why := argued[m.key()]; why != "" {
			h.argued++
			fmt.Printf("equivalent         %v (%s)\n", m, why)
			continue
		}
		if h.list {
			ran++
			fmt.Println(m)
			continue
		}
		judged := time.Now()
		v, by, err := j.judge(ctx, m)
		if err != nil {
			return err
		}
		if v == stillborn || v == unjudged {
			continue
		}
		ran++
		fmt.Printf("%-8s %7.1f s %v (%s)\n", h.count(m, v), time.Since(judged).Seconds(), m, by)
	}
	fmt.Printf("%d of %d mutants, of %d that the rules make\n", ran, n, len(list))
	if ran == 0 || h.list {
		return nil
	}
	return j.confirm(ctx)
}

// choose makes the mutants of a judge's files, in the order of the seed.
func (h *hunt) choose(j judge) ([]mutant, error) {
	files, err := j.files()
	if err != nil {
		return nil, err
	}
	var byFile [][]mutant
	for _, file := range files {
		list, err := mutants(h.root, file)
		if err != nil {
			return nil, err
		}
		byFile = append(byFile, list)
	}
	var chosen []mutant
	for _, m := range sample(byFile, h.seed) {
		if strings.Contains(m.String(), h.only) {
			chosen = append(chosen, m)
		}
	}
	return chosen, nil
}

// count returns the word for a verdict.
func (h *hunt) count(m mutant, v verdict) string {
	if v == killed {
		h.killed++
		return "killed"
	}
	h.survivors = append(h.survivors, m)
	return "SURVIVED"
}

// report sums up; it is an error if too many survived.
func (h *hunt) report() error {
	ran := h.killed + len(h.survivors)
	fmt.Printf("mutants: %d ran, %d killed, %d survived; %d more are equivalent\n", ran, h.killed, len(h.survivors), h.argued)
	if h.asJSON {
		if err := json.NewEncoder(os.Stdout).Encode(h.summary()); err != nil {
			return err
		}
	}
	if 100*h.killed < 98*ran {
		return fmt.Errorf("mutants: %d of %d survived; add cases that they fail, or argue in %s that they compute the same", len(h.survivors), ran, filepath.Join("tools", "mutants", "equivalent.txt"))
	}
	return nil
}

// summary is the JSON object that -json prints.
type summary struct {
	Ran        int      `json:"ran"`
	Killed     int      `json:"killed"`
	Survivors  []string `json:"survivors"`
	Equivalent int      `json:"equivalent"` // argued, and not run
}

func (h *hunt) summary() summary {
	s := summary{Ran: h.killed + len(h.survivors), Killed: h.killed, Survivors: []string{}, Equivalent: h.argued}
	for _, m := range h.survivors {
		s.Survivors = append(s.Survivors, m.String())
	}
	return s
}
