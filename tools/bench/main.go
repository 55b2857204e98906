// Command bench compares our kernels, stages and start-up with onnxruntime-web
// and tfjs: one page, one GPU device, alternating, outputs compared.
//
//	go run ./tools/bench -suite kernels -json
//	go run ./tools/bench -gpu               all suites on this machine's GPU, results written
//	go run ./tools/bench -node -suite kernels
//
// Medians are of rounds in which every contender runs once; ratios are only
// ever made within one run.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
)

type options struct {
	suite, only, model string
	against            string
	rounds             int
	budget             time.Duration
	hardware, node     bool
	browserArgs        string
	write, read        string
	asJSON             bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, parse()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse() options {
	var o options
	flag.StringVar(&o.suite, "suite", "all", "kernels, model, startup or all")
	flag.StringVar(&o.only, "only", "", "run only the case of this id, or those whose ids contain this")
	flag.StringVar(&o.against, "against", "", "run only these rivals, names separated by semicolons, as \"ort;tfjs\"")
	flag.StringVar(&o.model, "model", "", "folder of a converted model (default models/sticker)")
	flag.IntVar(&o.rounds, "rounds", 5, "timed rounds; 15 with -gpu")
	flag.DurationVar(&o.budget, "budget", 15*time.Second, "stop timing a contender after this long, but not before one round")
	flag.BoolVar(&o.hardware, "gpu", false, "use this machine's GPU, not SwiftShader; writes build/performance.md unless -write says where")
	flag.BoolVar(&o.node, "node", false, "run under Node with Dawn instead of Chromium (not the start-up)")
	flag.StringVar(&o.browserArgs, "browser-args", "", "further switches for Chromium, separated by spaces, as --use-angle=vulkan")
	flag.StringVar(&o.write, "write", "", "Markdown file for the results; the plot goes beside it")
	flag.StringVar(&o.read, "read", "", "measure nothing; join the JSON of earlier runs, files separated by commas")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	return o.withGPU()
}

// withGPU fills in what -gpu means for other flags that were not given.
func (o options) withGPU() options {
	if !o.hardware {
		return o
	}
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["rounds"] {
		o.rounds = 15
	}
	if !given["write"] {
		o.write = "build/performance.md"
	}
	return o
}

func (o options) suites() ([]string, error) {
	switch {
	case o.suite == "all" && o.node:
		return []string{"kernels", "model"}, nil
	case o.suite == "all":
		return []string{"kernels", "model", "startup"}, nil
	case o.node && o.suite == "startup":
		return nil, fmt.Errorf("suite %q needs a page; -node runs the others", o.suite)
	case o.suite == "kernels", o.suite == "model", o.suite == "startup":
		return []string{o.suite}, nil
	}
	return nil, fmt.Errorf("unknown suite %q; use kernels, model, startup or all", o.suite)
}

func run(ctx context.Context, o options) error {
	take := measure
	if o.read != "" {
		take = join
	}
	report, err := take(ctx, o)
	if err != nil {
		return err
	}
	report.print(os.Stdout)
	if o.write != "" {
		if err := report.write(o.write); err != nil {
			return err
		}
	}
	if !o.asJSON {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}

// measure runs the suites.
func measure(ctx context.Context, o options) (*Report, error) {
	suites, err := o.suites()
	if err != nil {
		return nil, err
	}
	s, err := openSite(ctx, o.model)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	report := &Report{Date: time.Now().UTC().Format("2006-01-02"), Host: host(o)}
	for _, suite := range suites {
		answer, err := s.drive(ctx, suite, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", suite, err)
		}
		if err := report.add(s, suite, answer); err != nil {
			return nil, fmt.Errorf("%s: %w", suite, err)
		}
	}
	return report, nil
}

// join reads what -json printed last in earlier runs, of one suite each.
func join(_ context.Context, o options) (*Report, error) {
	var all *Report
	for _, path := range strings.Split(o.read, ",") {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
		var r Report
		if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
			return nil, fmt.Errorf("%s: %w; give what -json printed", path, err)
		}
		if all == nil {
			all = &r
			continue
		}
		if all.Adapter != r.Adapter {
			return nil, fmt.Errorf("%s is of adapter %q, not %q; only runs on one adapter can be joined", path, r.Adapter, all.Adapter)
		}
		all.Floors = append(all.Floors, r.Floors...)
		all.Rows, all.Starts, all.Short = append(all.Rows, r.Rows...), append(all.Starts, r.Starts...), append(all.Short, r.Short...)
	}
	return all, nil
}

func host(o options) string {
	if o.node {
		return "Node with Dawn"
	}
	return strings.TrimSpace("headless Chromium " + o.browserArgs)
}
