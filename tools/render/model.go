package main

import (
	"path/filepath"

	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/native"
	"unclip/web/server"
	"unclip/wgsl/plan"
)

// model is a converted model on disk.
type model struct {
	folder   string
	root     string // the project's folder
	manifest *weights.Manifest
}

func openModel(folder string) (*model, error) {
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	if folder == "" {
		folder = filepath.Join(root, "models", "sticker")
	}
	m, err := native.Manifest(folder)
	if err != nil {
		return nil, err
	}
	return &model{folder, root, m}, nil
}

// summary is the JSON object that -json prints.
type summary struct {
	Model     string           `json:"model"`
	Adapter   string           `json:"adapter"`
	Download  int64            `json:"download_bytes"`
	PeakBytes int64            `json:"peak_bytes"`     // JavaScript and wasm of page and worker
	GPUBytes  int              `json:"gpu_bytes"`      // buffers of prior and decoder
	Start     float64          `json:"start_millis"`   // page to idle or ready
	Install   float64          `json:"install_millis"` // download and store
	Pictures  []pictureSummary `json:"pictures"`
	Ranking   *ranking         `json:"ranking,omitempty"`
	Out       string           `json:"out"`
}

type pictureSummary struct {
	Millis    float64            `json:"millis"`
	Stages    map[string]float64 `json:"stage_millis"`
	SHA256    string             `json:"sha256"` // of the RGBA bytes
	Truncated string             `json:"truncated,omitempty"`
}

func report(o options, m *model, a *answer, found *ranking) summary {
	s := summary{Model: m.manifest.Name + " " + m.manifest.Version, Adapter: a.Adapter, Download: m.manifest.Bytes("text", "prior", "decoder"),
		PeakBytes: a.PeakBytes, GPUBytes: m.gpuBytes(o.Candidates), Start: a.StartMillis, Install: a.InstallMillis, Out: o.out, Ranking: found}
	for _, p := range a.Pictures {
		s.Pictures = append(s.Pictures, pictureSummary{p.Millis, p.StageMillis, p.digest(), p.Truncated})
	}
	return s
}

// gpuBytes plans prior and decoder for a short caption and adds up their
// buffers; 0 when the model has no such stages.
func (m *model) gpuBytes(candidates int) int {
	c, err := unclip.ParseConfig(m.manifest.Config)
	if err != nil {
		return 0
	}
	const tokens = 16
	total := 0
	for _, build := range []func() (*graph.Graph, error){
		func() (*graph.Graph, error) { return prior.Diffusion(c.Prior, 2*candidates, tokens) },
		func() (*graph.Graph, error) { return decoder.Graph(c.Decoder, 2, tokens) },
	} {
		g, err := build()
		if err != nil {
			return 0
		}
		p, err := plan.Build(g, plan.FormatsOf(m.manifest), plan.Options{})
		if err != nil {
			return 0
		}
		for _, bytes := range p.Bytes() {
			total += bytes
		}
	}
	return total
}
