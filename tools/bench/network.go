package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"unclip/models/graph"
	"unclip/models/weights"
	"unclip/tools/bench/cases"
	"unclip/tools/onnx/export"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// network is a case of any suite as the host sees it.
type network struct {
	id, title string
	chain     int
	rate      graph.Rate // of the timed pass
	graph     *graph.Graph
	formats   plan.Formats
	source    export.Source
	quantized bool
}

// ask is a case as driver.mjs takes it.
type ask struct {
	ID    string       `json:"id"`
	Op    string       `json:"op"`
	Onnx  []cases.Form `json:"onnx"`
	Split bool         `json:"split"`
}

// asks lists the cases of a suite whose ids contain a text; an id means it alone.
func asks(suite, only string) []ask {
	var list []ask
	switch suite {
	case "kernels":
		for _, c := range cases.Kernels() {
			list = append(list, ask{ID: c.ID, Op: c.Op, Onnx: c.Onnx})
		}
	case "model":
		for _, n := range cases.Nets() {
			list = append(list, ask{ID: n.ID, Onnx: n.Onnx(), Split: n.Step})
		}
	case "startup":
		list = append(list, ask{ID: "decoder", Split: true})
	}
	var kept []ask
	for _, a := range list {
		if a.ID == only {
			return []ask{a}
		}
		if strings.Contains(a.ID, only) {
			kept = append(kept, a)
		}
	}
	return kept
}

func (s *site) network(id string) (*network, error) {
	for _, n := range cases.Nets() {
		if n.ID == id {
			return s.stage(n)
		}
	}
	c, err := cases.Find(id)
	if err != nil {
		return nil, err
	}
	g, err := c.Graph()
	if err != nil {
		return nil, err
	}
	library, err := c.Library()
	if err != nil {
		return nil, err
	}
	m, _ := library.Manifest(context.Background())
	source := export.FromShards(m, func(w weights.Shard) ([]byte, error) {
		b, err := library.Shard(context.Background(), w)
		if err != nil {
			return nil, err
		}
		return b.(gpu.Memory), nil
	})
	return &network{id, c.Title, c.Chain, graph.Step, g, plan.FormatsOf(m), source, c.DType.Quantized()}, nil
}

func (s *site) stage(n cases.Net) (*network, error) {
	g, err := n.Graph(s.model.Config)
	if err != nil {
		return nil, err
	}
	rate := graph.Prompt
	if n.Step {
		rate = graph.Step
	}
	return &network{n.ID, n.Title, 1, rate, g, plan.FormatsOf(s.model.Manifest), export.FromShards(s.model.Manifest, s.model.Read), false}, nil
}

// onnx answers with a case's ONNX file: pass is whole, prompt or step, plain=1
// spells attention out, level is the accuracy level of products with quantized
// weights and block the rows of their blocks.
func (s *site) onnx(w http.ResponseWriter, r *http.Request) {
	data, err := s.encode(r.PathValue("id"), r.URL.Query())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = w.Write(data)
}

func (s *site) encode(id string, ask url.Values) ([]byte, error) {
	n, err := s.network(id)
	if err != nil {
		return nil, err
	}
	number := func(name string) int {
		value, failed := strconv.Atoi(cmp.Or(ask.Get(name), "0"))
		if failed != nil {
			err = fmt.Errorf("%s: %w", name, failed)
		}
		return value
	}
	passes := map[string]export.Pass{"whole": export.Whole, "prompt": export.Prompt, "step": export.Step}
	o := export.Options{Pass: passes[ask.Get("pass")], Planar: true, Contrib: number("plain") == 0,
		Quantized: n.quantized, Block: number("block"), Accuracy: number("level")}
	if err != nil {
		return nil, err
	}
	m, err := export.Model(id, n.graph, n.source, o)
	if err != nil {
		return nil, err
	}
	return m.Encode()
}
