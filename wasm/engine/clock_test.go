package engine

import (
	"maps"
	"math"
	"testing"
	"time"

	"unclip/models/unclip"
)

// TestTimeLeft sets the clock back instead of waiting.
func TestTimeLeft(t *testing.T) {
	ago := func(seconds int) time.Time { return time.Now().Add(-time.Duration(seconds) * time.Second) }
	step := func(done int) unclip.Event { return unclip.Event{Stage: "decoder", Done: done, Total: 11} }
	for _, c := range []struct {
		name     string
		finished int // pictures, of 100 s each
		done     int // steps of the decoder
		more     int
		want     float64
	}{
		{"first step", 0, 1, 0, -1},
		{"half a single picture", 0, 6, 0, 10},          // 5 steps in 10 s, 5 to go
		{"half the first of three", 0, 6, 2, 10 + 2*40}, // begun 30 s ago
		{"half the second of three", 1, 6, 1, 70 + 100},
		{"no picture at all", 0, 6, -1, 10},
	} {
		k := newClock(unclip.Ahead{Decoder: 11}, map[string]float64{})
		k.stage, k.started, k.last, k.begun = "decoder", ago(10), ago(2), ago(30)
		k.finished, k.total = c.finished, time.Duration(c.finished)*100*time.Second
		if got := k.lap(step(c.done), c.more); math.Abs(got-c.want) > .5 {
			t.Errorf("%s: %.1f s left, want %.1f", c.name, got, c.want)
		}
		if ms := k.stages()["decoder"]; math.Abs(ms-2000) > 500 {
			t.Errorf("%s: the step took %.0f ms, want 2000", c.name, ms)
		}
	}
}

// TestTimeLeftCountsWhatFollows: decoder and upsamplers take their time too, and
// before anybody knows how long nothing is said.
func TestTimeLeftCountsWhatFollows(t *testing.T) {
	ago := func(seconds int) time.Time { return time.Now().Add(-time.Duration(seconds) * time.Second) }
	const fifth = 5 // of 9 steps; 4 took 8 s
	small, large := unclip.Ahead{Decoder: 16}, unclip.Ahead{Decoder: 16, Upsampler: 6, Ratio: 10}
	for _, c := range []struct {
		name    string
		stage   string
		ahead   unclip.Ahead
		earlier map[string]float64 // paces
		want    float64
	}{
		{"the prior of a first picture", "prior", small, nil, -1},
		{"the prior of a second", "prior", small, map[string]float64{"decoder": 3}, 8 + 16*3},
		{"the prior of a large one", "prior", large, map[string]float64{"decoder": 3}, 8 + 16*3 + 6*10*3},
		{"and after that", "prior", large, map[string]float64{"decoder": 3, "upsample": 20}, 8 + 16*3 + 6*20},
		{"the decoder", "decoder", small, nil, 8},
		{"the decoder of a large picture", "decoder", large, nil, 8 + 6*10*2},
		{"and after an earlier one", "decoder", large, map[string]float64{"decoder": 1, "upsample": 15}, 8 + 6*15},
		{"the upsamplers", "upsample", large, map[string]float64{"decoder": 1}, 8},
		{"an inversion", "invert", small, map[string]float64{"decoder": 3}, 8 + 16*3},
		{"captions, and no picture", "captions", unclip.Ahead{}, nil, 8},
	} {
		pace := map[string]float64{}
		maps.Copy(pace, c.earlier)
		k := newClock(c.ahead, pace)
		k.stage, k.step, k.started, k.begun = c.stage, 4, ago(8), ago(8)
		if got := k.lap(unclip.Event{Stage: c.stage, Done: fifth, Total: 9}, 0); math.Abs(got-c.want) > .5 {
			t.Errorf("%s: %.1f s left, want %.1f", c.name, got, c.want)
		}
	}
}

// TestAStageMayComeTwice: as where both ends of a text diff are imagined. The
// second time begins anew.
func TestAStageMayComeTwice(t *testing.T) {
	k := newClock(unclip.Ahead{}, map[string]float64{})
	step := func(done int) float64 { return k.lap(unclip.Event{Stage: "prior", Done: done, Total: 4}, 0) }
	for done := range 4 {
		step(done + 1)
	}
	k.started = time.Now().Add(-time.Minute)
	step(1)
	if left := step(2); left > 1 {
		t.Errorf("%.1f s left", left)
	}
}
