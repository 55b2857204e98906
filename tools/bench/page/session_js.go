package main

import (
	"context"
	"fmt"
	"time"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/onnx/probe"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
	"unclip/wgsl/plan"
)

// session is one device and the networks loaded on it.
type session struct {
	device *observed
	nets   map[string]*net
	kept   files // what fetch has brought
}

// observed is a device that remembers the plan it was last given, which is what
// the engine really runs.
type observed struct {
	gpu.Device
	loaded *plan.Plan
}

// Load implements gpu.Device.
func (o *observed) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	o.loaded = p
	return o.Device.Load(ctx, p)
}

// net is a loaded network and what is asked of it.
type net struct {
	unclip.Network
	runtime *engine.Runtime
	output  graph.Output
	steps   bool
}

// task is a network to load, with its model.
type task struct {
	stage    string
	graph    *graph.Graph
	manifest *weights.Manifest
	shards   engine.Shards
	steps    bool
	tensors  []probe.Input // weights, for runtimes that take no ONNX file
}

func (s *session) open(ctx context.Context) (any, error) {
	d, err := webgpu.Open(ctx, webgpu.Options{})
	if err != nil {
		return nil, err
	}
	s.device = &observed{Device: d}
	i := d.Info()
	return map[string]any{"vendor": i.Vendor, "architecture": i.Architecture, "description": i.Description, "fallback": i.Fallback,
		"features": anys(i.Features)}, nil
}

// fetch brings the files of a network here, so that prepare need not wait for them.
func (s *session) fetch(ctx context.Context, id, base string) error {
	t, err := find(ctx, id, site{base, s.kept})
	if err != nil {
		return err
	}
	for _, shard := range t.manifest.Shards {
		if shard.Stage != t.stage {
			continue
		}
		if _, err := t.shards.Shard(ctx, shard); err != nil {
			return err
		}
	}
	return nil
}

// prepare loads a network with its inputs and runs the prompt pass. It answers
// with what took how long, and with the inputs for the other runtimes.
func (s *session) prepare(ctx context.Context, id, base string) (any, error) {
	t, err := find(ctx, id, site{base, s.kept})
	if err != nil {
		return nil, err
	}
	start := time.Now()
	compiled := time.Duration(0)
	r := engine.NewRuntime(s.device, t.manifest, t.shards, engine.Options{Compiled: func(int, int) { compiled = time.Since(start) }})
	network, err := r.Network(ctx, unclip.Blueprint{Stage: t.stage, Build: func(int) (*graph.Graph, error) { return t.graph, nil }})
	if err != nil {
		return nil, err
	}
	loaded := time.Since(start)
	inputs := probe.Inputs(t.graph)
	if err := tell(network, inputs); err != nil {
		return nil, err
	}
	if err := network.RunPrompt(ctx); err != nil {
		return nil, err
	}
	p := s.device.loaded
	o := t.graph.Outputs[len(t.graph.Outputs)-1]
	s.nets[id] = &net{network, r, o, t.steps}
	return map[string]any{"compileMillis": millis(compiled), "loadMillis": millis(loaded), "dispatches": dispatches(p, t.steps),
		"output": o.Name, "shape": anys(t.graph.Node(o.Value).Shape), "inputs": describe(inputs), "weights": describe(t.tensors), "bytes": bytes(p)}, nil
}

func tell(network unclip.Network, inputs []probe.Input) error {
	for _, in := range inputs {
		var err error
		if in.IDs != nil {
			err = network.WriteIDs(in.Name, in.IDs)
		} else {
			err = network.Write(in.Name, in.Values)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// run encodes and submits the timed pass and answers with the milliseconds
// that this took; the work itself goes on.
func (s *session) run(ctx context.Context, id string) (any, error) {
	n, err := s.net(id)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if n.steps {
		err = n.RunStep(ctx)
	} else {
		err = n.RunPrompt(ctx)
	}
	return millis(time.Since(start)), err
}

func (s *session) read(ctx context.Context, id string) (any, error) {
	n, err := s.net(id)
	if err != nil {
		return nil, err
	}
	values, err := n.Read(ctx, n.output.Name)
	if err != nil {
		return nil, err
	}
	return floats(values), nil
}

func (s *session) release(id string) error {
	n, err := s.net(id)
	if err == nil {
		n.runtime.Release()
		delete(s.nets, id)
	}
	return err
}

func (s *session) net(id string) (*net, error) {
	n, ok := s.nets[id]
	if !ok {
		return nil, fmt.Errorf("network %q is not prepared; call prepare first", id)
	}
	return n, nil
}

func dispatches(p *plan.Plan, steps bool) int {
	if steps {
		return len(p.Step)
	}
	return len(p.Prompt)
}

func bytes(p *plan.Plan) int {
	sum := 0
	for _, n := range p.Bytes() {
		sum += n
	}
	return sum
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
