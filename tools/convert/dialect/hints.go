package dialect

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Hints are what a checkpoint says about itself: the keys of its config.json,
// or of the metadata of a safetensors file.
type Hints map[string]json.RawMessage

// ParseHints reads a config.json.
func ParseHints(data []byte) (Hints, error) {
	h := Hints{}
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fmt.Errorf("dialect: config.json: %w; export the checkpoint again", err)
	}
	return h, nil
}

// MetadataHints reads metadata, whose values are JSON written as text.
func MetadataHints(metadata map[string]string) Hints {
	h := Hints{}
	for k, v := range metadata {
		if json.Valid([]byte(v)) {
			h[k] = json.RawMessage(v)
			continue
		}
		quoted, _ := json.Marshal(v) // a string cannot fail
		h[k] = quoted
	}
	return h
}

// under gives the hints of a nested object over those around it.
func (h Hints) under(key string) Hints {
	inner := Hints{}
	for k, v := range h {
		inner[k] = v
	}
	var nested Hints
	if h.read(key, &nested) {
		for k, v := range nested {
			inner[k] = v
		}
	}
	return inner
}

// read decodes the value of a key if it is there and fits.
func (h Hints) read(key string, into any) bool {
	raw, ok := h[key]
	return ok && string(raw) != "null" && json.Unmarshal(raw, into) == nil
}

// int is the first of the keys that holds an integer, else the default.
func (h Hints) int(def int, keys ...string) int {
	for _, k := range keys {
		var n int
		if h.read(k, &n) {
			return n
		}
	}
	return def
}

// Float is a number or the default.
func (h Hints) Float(key string, def float64) float64 {
	var f float64
	if h.read(key, &f) {
		return f
	}
	return def
}

// Text is a string or the default.
func (h Hints) Text(key, def string) string {
	var s string
	if h.read(key, &s) {
		return s
	}
	return def
}

// Texts is a list of strings, or nothing.
func (h Hints) Texts(key string) []string {
	var list []string
	if !h.read(key, &list) {
		return nil
	}
	return list
}

// Count is a number of things, 0 if unknown.
func (h Hints) Count(key string) int { return max(h.int(0, key), 0) }

// activation translates hidden_act.
func (h Hints) activation() (string, error) {
	switch act := h.Text("hidden_act", "quick_gelu"); act {
	case "quick_gelu", "gelu":
		return act, nil
	default:
		return "", fmt.Errorf("dialect: hidden_act %q is not supported; CLIP has quick_gelu or gelu", act)
	}
}

// prediction translates prediction_type.
func (h Hints) prediction(def string) (string, error) {
	switch p := h.Text("prediction_type", def); p {
	case "epsilon", "eps":
		return "eps", nil
	case "v_prediction", "v":
		return "v", nil
	case "sample", "x0":
		return "x0", nil
	default:
		return "", fmt.Errorf("dialect: prediction_type %q is not supported; use epsilon, v_prediction or sample", p)
	}
}

// trainingSteps is T of every schedule that samplers know.
const trainingSteps = 1000

// schedule translates beta_schedule.
func (h Hints) schedule() (string, error) {
	if n := h.int(trainingSteps, "num_train_timesteps"); n != trainingSteps {
		return "", fmt.Errorf("dialect: num_train_timesteps %d is not supported; the paper's networks were trained with %d", n, trainingSteps)
	}
	switch s := h.Text("beta_schedule", "squaredcos_cap_v2"); {
	case strings.HasPrefix(s, "squaredcos"), s == "cosine":
		return "cosine", nil
	case s == "linear":
		return "linear", nil
	default:
		return "", fmt.Errorf("dialect: beta_schedule %q is not supported; use squaredcos_cap_v2 or linear", s)
	}
}
