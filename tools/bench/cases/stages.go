package cases

import (
	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/tools/onnx/stage"
)

// Net is a stage of a whole model at the size that a guided picture takes.
type Net struct {
	ID    string // as package stage calls it
	Title string
	Size  stage.Size
	Step  bool // timed are the steps; else the prompt pass
}

// Onnx are the forms of every stage.
func (n Net) Onnx() []Form { return fused }

// Nets are the cases of the model suite; the decoder is also that of start-up.
func Nets() []Net {
	return []Net{
		{"text_encoder", "text tower, 2 captions of 16", stage.Size{Batch: 2, Tokens: 16}, false},
		{"prior", "prior step, 2 rows", stage.Size{Batch: 2, Tokens: 16}, true},
		{"decoder", "decoder step, 2 rows", stage.Size{Batch: 2, Tokens: 16}, true},
	}
}

// Graph builds the network for a model.
func (n Net) Graph(c *unclip.Config) (*graph.Graph, error) { return stage.Graph(c, n.ID, n.Size) }
