package engine

import (
	"encoding/json"

	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// pageConfig is what a model's manifest says for the page.
type pageConfig struct {
	Examples []string `json:"examples"` // prompts to try
	Known    []string `json:"known"`    // captions that it was trained on
}

// pageOf reads the "page" config. A model without one is fine.
func pageOf(m *weights.Manifest) pageConfig {
	var page pageConfig
	_ = json.Unmarshal(m.Config["page"], &page)
	return page
}

// examples are the prompts that a model suggests.
func examples(m *weights.Manifest) []string {
	return cut(pageOf(m).Examples, bridge.MaxListItems)
}

// known are the captions to compare a picture with, and their embeddings once
// they were needed.
type known struct {
	captions []string
	zts      [][]float32
}

func knownTo(m *weights.Manifest) *known {
	return &known{captions: cut(pageOf(m).Known, bridge.MaxCodes)}
}

// cut keeps the first texts of a list, and of each what the bridge carries.
func cut(list []string, n int) []string {
	list = list[:min(len(list), n)]
	for i, text := range list {
		list[i] = atMost(text, bridge.MaxPromptRunes)
	}
	return list
}
