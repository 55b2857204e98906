package main

import (
	"context"
	"fmt"
	"io"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/tools/bench/cost"
	"unclip/tools/model"
	"unclip/wgsl/plan"
)

// order is that of the stages in a picture's life.
var order = []string{"text", "codebook", "prior", "prior_ar", "decoder", "upsample", "upsample_last"}

// summary is the JSON object that -json prints.
type summary struct {
	Model    string   `json:"model"`
	Pictures []*count `json:"pictures"`
}

// count is the arithmetic of one picture.
type count struct {
	Size  int                `json:"size"`
	FLOPs map[string]float64 `json:"flops"` // by stage; a multiplication and an addition are two

	formats plan.Formats
}

// counted runs the pipeline for a request and counts.
func counted(ctx context.Context, f *model.Folder, r unclip.Request) (*count, error) {
	c := &count{Size: r.Size, FLOPs: map[string]float64{}, formats: plan.FormatsOf(f.Manifest)}
	p, err := f.On(c)
	if err != nil {
		return nil, err
	}
	_, err = p.Generate(ctx, r, nil)
	return c, err
}

func (c *count) total() (sum float64) {
	for _, v := range c.FLOPs {
		sum += v
	}
	return sum
}

func (c *count) print(w io.Writer) {
	fmt.Fprintf(w, "%d pixels: %.3f TFLOP\n", c.Size, c.total()/1e12)
	for _, stage := range order {
		if v, ok := c.FLOPs[stage]; ok {
			fmt.Fprintf(w, "  %-14s %8.2f GFLOP\n", stage, v/1e9)
		}
	}
}

// Network implements unclip.Runtime.
func (c *count) Network(_ context.Context, b unclip.Blueprint) (unclip.Network, error) {
	g, err := b.Build(b.Rows)
	return &network{c, b.Stage, g}, err
}

// network is a graph whose passes are counted; all its outputs are ones.
type network struct {
	count *count
	stage string
	graph *graph.Graph
}

// Write implements unclip.Network, as do the other methods of that name.
func (n *network) Write(string, []float32) error { return nil }

// WriteIDs takes an index input.
func (n *network) WriteIDs(string, []int32) error { return nil }

// RunPrompt counts the Prompt pass.
func (n *network) RunPrompt(context.Context) error { return n.add(graph.Prompt) }

// RunStep counts the Step pass.
func (n *network) RunStep(context.Context) error { return n.add(graph.Step) }

func (n *network) add(rate graph.Rate) error {
	n.count.FLOPs[n.stage] += cost.FLOPs(cost.Of(n.graph, rate, n.count.formats))
	return nil
}

// Read gives ones.
func (n *network) Read(_ context.Context, name string) ([]float32, error) {
	for _, o := range n.graph.Outputs {
		if o.Name == name {
			ones := make([]float32, n.graph.Node(o.Value).Shape.Elements())
			for i := range ones {
				ones[i] = 1
			}
			return ones, nil
		}
	}
	return nil, fmt.Errorf("flops: %s has no output %q; this is a mistake of the pipeline", n.stage, name)
}
