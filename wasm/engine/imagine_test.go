package engine_test

import (
	"slices"
	"testing"

	"unclip/models/prior"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine/enginetest"
)

// imagined is a z_i of the tiny model, whose prior was trained along a schedule.
func imagined(t *testing.T, schedule string) []float32 {
	t.Helper()
	config, stages, err := enginetest.TinyTensors()
	if err != nil {
		t.Fatal(err)
	}
	c := config["prior"].(prior.Config)
	c.Schedule = schedule
	config["prior"] = c
	l, err := enginetest.New(config, stages, weights.F32)
	if err != nil {
		t.Fatal(err)
	}
	l.AddFile("merges.txt", "merges", []byte(enginetest.Merges))
	p := pipeline(t, l)
	y, err := p.Read(t.Context(), "red apple", "")
	if err != nil {
		t.Fatal(err)
	}
	zi, err := p.Imagine(t.Context(), y, unclip.Defaults(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return zi
}

// The prior walks the schedule that the manifest names; the first manifests named
// none, and meant the cosine.
func TestThePriorHasItsSchedule(t *testing.T) {
	cosine := imagined(t, "cosine")
	if !slices.Equal(cosine, imagined(t, "")) {
		t.Error("no schedule is not the cosine")
	}
	if slices.Equal(cosine, imagined(t, "linear")) {
		t.Error("the linear schedule is the cosine")
	}
}
