package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"unclip/tools/browsertest/chrome"
)

// answer is what driver.mjs gives.
type answer struct {
	Info struct {
		Vendor, Architecture, Description string
		Fallback                          bool
		Features                          []string
	} `json:"info"`
	Machine        Machine    `json:"machine"`
	OurStartMillis float64    `json:"ourStartMillis"`
	Cases          []measured `json:"cases"`
}

// Machine is what the adapter can do at best.
type Machine struct {
	FLOPs    float64 `json:"flops"`    // a second
	Bytes    float64 `json:"bytes"`    // a second, read and written
	Dispatch float64 `json:"dispatch"` // seconds
}

type measured struct {
	ID         string      `json:"id"`
	Dispatches int         `json:"dispatches"`
	Bytes      int         `json:"bytes"`
	Contenders []contender `json:"contenders"`
}

type contender struct {
	Name     string    `json:"name"`
	Times    []float64 `json:"times"`   // milliseconds
	CPU      []float64 `json:"cpu"`     // processor time of the browser, on adapters that are the processor
	Submits  []float64 `json:"submits"` // of which encoding and submitting took
	Distance float64   `json:"distance"`
	First    float64   `json:"firstMillis"`
	Failure  string    `json:"failure"`

	Cold, Warm *start
	Runtime    float64 `json:"runtimeMillis"`
}

// start is one start of the startup suite, in milliseconds.
type start struct {
	Compile float64 `json:"compileMillis"`
	Load    float64 `json:"loadMillis"`
	Total   float64 `json:"totalMillis"`
}

// config is what driver.mjs takes.
type config struct {
	Suite   string   `json:"suite"`
	Cases   []ask    `json:"cases"`
	Rounds  int      `json:"rounds"`
	Budget  float64  `json:"budget"`
	Against []string `json:"against"` // rivals; none means all
}

// drive runs a suite in a fresh page or process.
func (s *site) drive(ctx context.Context, suite string, o options) (*answer, error) {
	c := config{Suite: suite, Cases: asks(suite, o.only), Rounds: o.rounds, Budget: float64(o.budget.Milliseconds()), Against: []string{}}
	if o.against != "" {
		c.Against = strings.Split(o.against, ";")
	}
	if len(c.Cases) == 0 {
		return nil, fmt.Errorf("no case's id contains %q", o.only)
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if o.node {
		return s.underNode(ctx, string(text))
	}
	return s.inPage(ctx, string(text), o)
}

func (s *site) inPage(ctx context.Context, config string, o options) (*answer, error) {
	b, err := chrome.Start(ctx, chrome.Options{Hardware: o.hardware, Console: progress, Flags: switches(o.browserArgs)})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	if err := b.Page().Open(ctx, s.URL); err != nil {
		return nil, err
	}
	var a answer
	return &a, b.Page().Evaluate(ctx, "benchPage("+config+")", &a)
}

// switches turns "--a --b=c" into Chromium's flags.
func switches(args string) map[string]any {
	flags := map[string]any{}
	for _, arg := range strings.Fields(args) {
		name, value, valued := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if flags[name] = value; !valued {
			flags[name] = true
		}
	}
	return flags
}

func (s *site) underNode(ctx context.Context, config string) (*answer, error) {
	tools := filepath.Join(s.root, "tools")
	cmd := exec.CommandContext(ctx, filepath.Join(tools, "browsertest", "dawn-exec"),
		filepath.Join(tools, "bench", "page", "node.mjs"), s.URL, filepath.Join(tools, "bench", "peers"), config)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the run under Node failed: %w; its message stands above", err)
	}
	var a answer
	return &a, json.Unmarshal(out, &a)
}

func progress(line string) { fmt.Fprintln(os.Stderr, line) }
