package engine

import (
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
		k := newClock()
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
