package unclip

import (
	"context"
	"fmt"
	"testing"

	"unclip/models/decoder"
	"unclip/models/unet"
	"unclip/models/upsample"
)

// counter is a runtime whose networks only count their passes.
type counter struct {
	side           int
	prompts, steps int
	networks       map[string]*counted
}

type counted struct{ *counter }

func (c *counter) Network(_ context.Context, b Blueprint) (Network, error) {
	if c.networks[b.Stage] == nil {
		c.networks[b.Stage] = &counted{c}
	}
	return c.networks[b.Stage], nil
}

func (counted) Write(string, []float32) error     { return nil }
func (counted) WriteIDs(string, []int32) error    { return nil }
func (n counted) RunPrompt(context.Context) error { n.prompts++; return nil }
func (n counted) RunStep(context.Context) error   { n.steps++; return nil }

func (n counted) Read(context.Context, string) ([]float32, error) {
	return make([]float32, 3*n.side*n.side), nil
}

// TestTheSmallPictureIsToldOnce: where one tile is all of it, and again to every
// tile of many.
func TestTheSmallPictureIsToldOnce(t *testing.T) {
	up := upsample.Config{Config: unet.Config{Size: 16, Channels: []int{4}}, Schedule: "cosine", Prediction: "v"}
	last := up
	last.Size = 64
	for _, c := range []struct{ size, steps, prompts, runs int }{{16, 1, 1, 1}, {16, 6, 1, 6}, {64, 2, 1 + 2*49, 2 + 2*49}} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			runs := &counter{side: 16, networks: map[string]*counted{}}
			p := &Pipeline{runtime: runs, config: &Config{Decoder: decoder.Config{Config: unet.Config{Size: 4}}, Upsample: up, UpsampleLast: last,
				stages: map[string]bool{"upsample": true, "upsample_last": true}}}
			picture := &Picture{Size: 4, X0: make([]float32, 3*4*4)}
			if err := p.Enlarge(t.Context(), picture, Request{Size: c.size, UpsampleSteps: c.steps}, nil); err != nil || picture.Size != c.size {
				t.Fatal(picture.Size, err)
			}
			if runs.prompts != c.prompts || runs.steps != c.runs {
				t.Errorf("%d prompt passes and %d steps, want %d and %d", runs.prompts, runs.steps, c.prompts, c.runs)
			}
		})
	}
}
