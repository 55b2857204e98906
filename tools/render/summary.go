package main

import (
	"encoding/json"

	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/tools/model"
	"unclip/wgsl/plan"
)

// summary is the JSON object that -json prints.
type summary struct {
	Model     string           `json:"model"`
	Adapter   string           `json:"adapter"`
	Download  int64            `json:"download_bytes"`
	PeakBytes int64            `json:"peak_bytes"`     // JavaScript and wasm of page and worker
	GPUBytes  int              `json:"gpu_bytes"`      // buffers of prior and decoder, as planned for the adapter
	Start     float64          `json:"start_millis"`   // page to idle or ready
	Install   float64          `json:"install_millis"` // download and store
	Pictures  []pictureSummary `json:"pictures"`
	Ranking   *ranking         `json:"ranking,omitempty"`
	Findings  json.RawMessage  `json:"findings,omitempty"` // of a probe
	Out       string           `json:"out,omitempty"`
}

type pictureSummary struct {
	Millis    float64            `json:"millis"`
	Stages    map[string]float64 `json:"stage_millis"`
	SHA256    string             `json:"sha256"` // of the RGBA bytes
	Truncated string             `json:"truncated,omitempty"`
}

func report(o options, m *model.Folder, a *answer, found *ranking) summary {
	s := summary{Model: m.Manifest.Name + " " + m.Manifest.Version, Adapter: a.Adapter, Download: m.Manifest.Bytes("text", "prior", "decoder"),
		PeakBytes: a.PeakBytes, GPUBytes: gpuBytes(m, a.GPU.Adapter(), o.Candidates), Start: a.StartMillis, Install: a.InstallMillis, Out: o.out, Ranking: found, Findings: a.Findings, Pictures: []pictureSummary{}}
	for _, p := range a.Pictures {
		s.Pictures = append(s.Pictures, pictureSummary{p.Millis, p.StageMillis, p.digest(), p.Truncated})
	}
	return s
}

// gpuBytes plans prior and decoder for a short caption, without what a tuner may
// know, and adds up their buffers; 0 when the model has no such stages.
func gpuBytes(m *model.Folder, adapter plan.Adapter, candidates int) int {
	const tokens = 16
	total := 0
	for _, build := range []func() (*graph.Graph, error){
		func() (*graph.Graph, error) { return prior.Diffusion(m.Prior, 2*candidates, tokens) },
		func() (*graph.Graph, error) { return decoder.Graph(m.Decoder, 2, tokens) },
	} {
		g, err := build()
		if err != nil {
			return 0
		}
		p, err := plan.Build(g, plan.FormatsOf(m.Manifest), plan.Options{Adapter: adapter})
		if err != nil {
			return 0
		}
		for _, bytes := range p.Bytes() {
			total += bytes
		}
	}
	return total
}
