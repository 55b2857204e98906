package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"unclip/models/unclip"
)

// wire is a Generate message as the worker expects it.
type wire map[string]any

// requests are the pictures to ask for: one prompt with several seeds, or the
// model's list of prompts with one seed.
func (o *options) requests(m *model) ([]wire, error) {
	check := unclip.Request{Prompt: o.Prompt, Negative: o.Negative, Seed: o.seed, Steps: o.Steps, Guidance: o.Guidance, Sampler: o.Sampler,
		ImageGuidance: o.apart(), Eta: o.Eta, Prior: o.Prior, PriorSteps: o.PriorSteps, PriorGuidance: o.PriorGuidance, Candidates: o.Candidates}
	if err := check.Check(); err != nil {
		return nil, err
	}
	if o.prompts != "" {
		return o.listed()
	}
	if !o.grid {
		list := make([]wire, 0, o.count)
		for i := range o.count {
			list = append(list, o.wire(i+1, o.Prompt, o.seed+uint64(i)))
		}
		return list, nil
	}
	prompts, err := m.gridPrompts()
	if err != nil {
		return nil, err
	}
	var list []wire
	for i, p := range prompts {
		list = append(list, o.wire(i+1, p, o.seed))
	}
	return list, nil
}

// listed are the requests of a file of prompts, one a line.
func (o *options) listed() ([]wire, error) {
	data, err := os.ReadFile(o.prompts)
	if err != nil {
		return nil, fmt.Errorf("prompts: %w; give a text file with one prompt a line", err)
	}
	var list []wire
	for i, prompt := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		list = append(list, o.wire(i+1, prompt, o.seed+uint64(i)))
	}
	return list, nil
}

func (o *options) wire(id int, prompt string, seed uint64) wire {
	return wire{"id": id, "prompt": prompt, "negative": o.Negative, "seed": strconv.FormatUint(seed, 10), "count": 1, "steps": o.Steps,
		"guidance": o.Guidance, "imageGuidance": o.apart(), "eta": o.Eta, "upsampleSteps": o.UpsampleSteps, "priorSteps": o.PriorSteps, "priorGuidance": o.PriorGuidance, "candidates": o.Candidates,
		"sampler": o.Sampler, "prior": o.Prior, "size": o.Size}
}

// apart is the strength of z_i: the caption's, unless it was given.
func (o *options) apart() float64 {
	if o.ImageGuidance < 0 {
		return o.Guidance
	}
	return o.ImageGuidance
}

// gridSize is how many prompts a model shows itself with.
const gridSize = 48

// gridPrompts pairs the model's best-known concepts with its styles in turn, so
// that nobody picks by hand.
func (m *model) gridPrompts() ([]string, error) {
	var page struct {
		Known  []string `json:"known"`
		Styles []string `json:"styles"`
	}
	if raw := m.manifest.Config["page"]; raw != nil {
		if err := json.Unmarshal(raw, &page); err != nil {
			return nil, fmt.Errorf("the manifest's page config: %w", err)
		}
	}
	if len(page.Known) == 0 || len(page.Styles) == 0 {
		return nil, fmt.Errorf("the model lists no concepts and styles to draw as a grid; use -prompt")
	}
	var list []string
	for i, concept := range page.Known[:min(gridSize, len(page.Known))] {
		list = append(list, concept+", "+page.Styles[i%len(page.Styles)])
	}
	return list, nil
}
