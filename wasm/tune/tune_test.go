package tune

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

var (
	adapter = plan.Adapter{Class: plan.GPU}
	matmul  = plan.Task{Op: plan.Matmul, Element: wgsl.I8, M: 1024, K: 512, N: 512}
	tiny    = plan.Task{Op: plan.Matmul, Element: wgsl.I8, M: 1, K: 64, N: 64}
	attend  = plan.Task{Op: plan.Attention, Batch: 8, M: 1024, K: 1024, N: 64}
	conv3   = plan.Convolution{Batch: 2, H: 16, W: 16, IC: 32, OC: 32, KH: 3, KW: 3, Stride: 1, Pad: 1, Bias: true}
	conv    = plan.Task{Op: plan.Conv, M: 512, K: 288, N: 32, Conv: conv3}
)

// fake is a device on which every probe takes the time of its first kernel, and
// a clock that runs with it.
type fake struct {
	now      time.Time
	times    map[string]time.Duration // by variant key or kernel; others take 10 ms
	broken   map[string]bool
	lostAt   int           // the measurement that the device does not outlive; 0 is none
	compiles time.Duration // that a first measurement takes besides
	measured []string
	seen     map[string]bool
}

func (f *fake) Now() time.Time { return f.now }

func (f *fake) Measure(_ context.Context, p *plan.Plan) (time.Duration, error) {
	v := p.Step[0].Variant
	f.measured = append(f.measured, v.Key())
	if f.lostAt > 0 && len(f.measured) >= f.lostAt {
		return 0, fmt.Errorf("measuring: %w", gpu.ErrLost)
	}
	took, ok := f.times[v.Key()]
	if !ok {
		if took, ok = f.times[v.Kernel]; !ok {
			took = 10 * time.Millisecond
		}
	}
	if f.now = f.now.Add(took); !f.seen[v.Key()] {
		f.now = f.now.Add(f.compiles)
		f.seen[v.Key()] = true
	}
	if f.broken[v.Kernel] {
		return 0, errors.New("does not compile")
	}
	return took, nil
}

func tuner(f *fake) *Tuner {
	f.seen = map[string]bool{}
	return &Tuner{Adapter: adapter, Gauge: f, Now: f.Now, Left: Budget}
}

func TestTheFastestWins(t *testing.T) {
	second, last := "matmul_tiled/i8/TILE=2", "matmul/i8/ACT=0,BIAS=0,RESIDUAL=0"
	for _, c := range []struct {
		name  string
		times map[string]time.Duration
		task  plan.Task
		want  plan.Recipe
	}{
		{"all equal", nil, matmul, plan.Recipe{Kernel: "matmul_tiled"}},
		{"another tile", map[string]time.Duration{second: 5 * time.Millisecond}, matmul, plan.Recipe{Kernel: "matmul_tiled", Tile: 2}},
		{"hardly faster", map[string]time.Duration{second: 9700 * time.Microsecond}, matmul, plan.Recipe{Kernel: "matmul_tiled"}},
		{"no tile at all", map[string]time.Duration{last: time.Millisecond, second: 2 * time.Millisecond}, matmul, plan.Recipe{Kernel: "matmul"}},
		{"three kernels", map[string]time.Duration{"attention_scores": time.Millisecond}, attend, plan.Recipe{Kernel: "attention_scores"}},
		{"Winograd", map[string]time.Duration{"winograd_input": time.Millisecond}, conv, plan.Recipe{Kernel: "conv", Algorithm: plan.F2}},
	} {
		f := &fake{times: c.times}
		tuner := tuner(f)
		if !tuner.Tune(t.Context(), []plan.Task{c.task}) || tuner.Tuned[c.task.String()] != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, tuner.Tuned[c.task.String()], c.want)
		}
	}
}

// What is far slower than the best is measured no more than it must.
func TestHopelessRecipesAreDropped(t *testing.T) {
	f := &fake{times: map[string]time.Duration{"attention_scores": 100 * time.Millisecond}}
	tuner(f).Tune(t.Context(), []plan.Task{attend})
	count := map[string]int{}
	for _, key := range f.measured {
		count[key]++
	}
	if slow, fast := count["attention_scores/f32/CAUSAL=0,MASK=0"], count["attention_flash/f32"]; slow != 2 || fast != rounds {
		t.Errorf("the slow one was measured %d times, the fast one %d: %v", slow, fast, f.measured)
	}
}

// The budget is kept but for the measurement under way; the heaviest task comes
// first, and one without a verdict stays open.
func TestBudget(t *testing.T) {
	f := &fake{compiles: 400 * time.Millisecond}
	tuner := tuner(f)
	start := f.now
	if tuner.Tune(t.Context(), []plan.Task{tiny, matmul, attend}); f.now.Sub(start) > Budget+410*time.Millisecond {
		t.Errorf("tuning took %v", f.now.Sub(start))
	}
	if _, ok := tuner.Tuned[attend.String()]; !ok || len(tuner.Tuned) != 1 {
		t.Errorf("learned %v, want attention alone", tuner.Tuned)
	}
	if before := len(f.measured); tuner.Tune(t.Context(), []plan.Task{matmul}) || len(f.measured) != before {
		t.Error("went on without budget")
	}
}

func TestFailures(t *testing.T) {
	f := &fake{broken: map[string]bool{"attention_flash": true}}
	one := tuner(f)
	if one.Tune(t.Context(), []plan.Task{attend}); one.Tuned[attend.String()].Kernel != "attention_scores" {
		t.Errorf("chose %+v where flash attention fails", one.Tuned[attend.String()])
	}
	f.broken["attention_scores"] = true
	if all := tuner(f); all.Tune(t.Context(), []plan.Task{attend}) {
		t.Errorf("learned %v where nothing runs", all.Tuned)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if gone := tuner(&fake{}); gone.Tune(ctx, []plan.Task{attend}) {
		t.Error("learned after the end")
	}
}

// A device that is lost says nothing of the recipe that was measured: its contest
// is of no worth, and no other begins.
func TestNothingIsLearnedOfALostDevice(t *testing.T) {
	all := &fake{}
	if !tuner(all).Tune(t.Context(), []plan.Task{attend}) {
		t.Fatal("learned nothing on a sound device")
	}
	for n := range len(all.measured) {
		f := &fake{lostAt: n + 1}
		if tuner := tuner(f); tuner.Tune(t.Context(), []plan.Task{attend, matmul}) || len(f.measured) > n+1 {
			t.Errorf("lost at measurement %d: learned %v in %d measurements", n+1, tuner.Tuned, len(f.measured))
		}
	}
}

// Nothing is measured twice, nor where there is no choice.
func TestKnownTasks(t *testing.T) {
	f := &fake{}
	known := tuner(f)
	known.Tuned = plan.Tuned{attend.String(): {Kernel: "attention_flash"}}
	cpu := tuner(f)
	cpu.Adapter = plan.Adapter{}
	if known.Tune(t.Context(), []plan.Task{attend}) || cpu.Tune(t.Context(), []plan.Task{matmul, attend}) || len(f.measured) > 0 {
		t.Errorf("measured %v", f.measured)
	}
}

// TestStopwatch runs the probe of every recipe on the device of references.
func TestStopwatch(t *testing.T) {
	f := &fake{}
	ticking := func() time.Time {
		f.now = f.now.Add(batch * time.Millisecond)
		return f.now
	}
	dev := soft.Open()
	small := attend
	small.M, small.K, small.N, small.Batch = 4, 8, 8, 2
	for _, task := range []plan.Task{tiny, small, conv} {
		for _, r := range plan.Recipes(adapter, task) {
			p, err := plan.Probe(adapter, task, r)
			if err != nil {
				t.Fatal(err)
			}
			if first := p.Step[0].Variant.Kernel; r.Algorithm == plan.Direct && first != r.Kernel || r.Algorithm != plan.Direct && first != "winograd_input" {
				t.Errorf("%s: the probe of %+v begins with %s", task, r, first)
			}
			took, err := Stopwatch{Device: dev, Now: ticking}.Measure(t.Context(), p)
			if err != nil || took != time.Millisecond {
				t.Errorf("%s, %+v: %v, %v", task, r, took, err)
			}
		}
	}
	if n := dev.LiveBytes(); n != 0 {
		t.Errorf("%d bytes still live", n)
	}
}
