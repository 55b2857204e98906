package main

import (
	"context"
	"fmt"
	"syscall/js"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/bench/cases"
	"unclip/tools/onnx/probe"
	"unclip/tools/onnx/stage"
	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
)

// find builds the network of a case, or of a stage of the model that the
// server offers.
func find(ctx context.Context, id string, from site) (task, error) {
	for _, n := range cases.Nets() {
		if n.ID == id {
			return ofModel(ctx, n, from)
		}
	}
	c, err := cases.Find(id)
	if err != nil {
		return task{}, err
	}
	g, err := c.Graph()
	if err != nil {
		return task{}, err
	}
	library, err := c.Library()
	if err != nil {
		return task{}, err
	}
	m, err := library.Manifest(ctx)
	return task{cases.Stage, g, m, library, true, plainWeights(g)}, err
}

func ofModel(ctx context.Context, n cases.Net, from site) (task, error) {
	data, err := from.fetch(ctx, "manifest.json")
	if err != nil {
		return task{}, err
	}
	text := make([]byte, data.Len())
	data.CopyTo(text)
	m, err := weights.ParseManifest(text)
	if err != nil {
		return task{}, err
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return task{}, err
	}
	g, err := n.Graph(c)
	return task{stage.Of(n.ID), g, m, from, n.Step, nil}, err
}

// plainWeights are a case's weights as numbers.
func plainWeights(g *graph.Graph) []probe.Input {
	all := cases.Tensors(g)
	var list []probe.Input
	for _, n := range g.Weights() {
		list = append(list, probe.Input{Name: n.Name, Shape: n.Shape, Values: all[n.Name].Values})
	}
	return list
}

// files are bytes by name; those of shards stay outside Go's heap.
type files map[string]jsx.Bytes

// site fetches the files of a model, each once.
type site struct {
	base string
	kept files
}

// Shard implements engine.Shards.
func (s site) Shard(ctx context.Context, shard weights.Shard) (gpu.Bytes, error) {
	return s.fetch(ctx, shard.File)
}

func (s site) fetch(ctx context.Context, name string) (jsx.Bytes, error) {
	if data, ok := s.kept[name]; ok {
		return data, nil
	}
	answer, err := jsx.Await(ctx, js.Global().Call("fetch", s.base+"/model/"+name))
	if err != nil {
		return jsx.Bytes{}, fmt.Errorf("fetch %s: %w; is the benchmark's server running?", name, err)
	}
	if !answer.Get("ok").Bool() {
		return jsx.Bytes{}, fmt.Errorf("fetch %s: status %d; is the model complete?", name, answer.Get("status").Int())
	}
	buffer, err := jsx.Await(ctx, answer.Call("arrayBuffer"))
	if err != nil {
		return jsx.Bytes{}, fmt.Errorf("fetch %s: %w", name, err)
	}
	s.kept[name], err = jsx.BytesOf(buffer)
	return s.kept[name], err
}
