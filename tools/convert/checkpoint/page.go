package checkpoint

import "encoding/json"

// page is what a page may suggest about a model that knows only so many things:
// example prompts, and all words it was taught. It is nil if the index is silent.
func (m *Model) page() json.RawMessage {
	var p struct {
		Examples []string `json:"examples"`
		Known    []string `json:"known,omitempty"`
		Styles   []string `json:"styles,omitempty"`
	}
	p.Examples = m.Index.Texts("examples")
	p.Known, p.Styles = m.Index.Texts("known_concepts"), m.Index.Texts("styles")
	if len(p.Examples) == 0 {
		best := len(p.Known) // the first so many are what the model draws best
		if n := m.Index.Count("iconic"); n > 0 {
			best = min(n, best)
		}
		p.Examples = spread(p.Known[:best], p.Styles)
	}
	if len(p.Examples) == 0 {
		return nil
	}
	b, err := json.Marshal(p)
	if err != nil || len(b) > 32<<10 { // a page needs no more than a taste
		return nil
	}
	return b
}

// spread picks eight concepts from all over the list, each in another style,
// worded as captions in training are.
func spread(concepts, styles []string) []string {
	var prompts []string
	step := max(len(concepts)/8, 1)
	for i := 0; i < len(concepts) && len(prompts) < 8; i += step {
		prompt := concepts[i]
		if len(styles) > 0 {
			prompt += ", " + styles[len(prompts)%len(styles)]
		}
		prompts = append(prompts, prompt)
	}
	return prompts
}
