// Package tune finds out which of a few vetted kernels a device runs fastest.
// It looks at the heaviest tasks of a network first, stops when its budget is
// spent, and keeps what it learned between visits. A GPU runs well without it.
package tune

import (
	"context"
	"errors"
	"sort"
	"time"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Budget is how long tuning may take in one visit.
const Budget = 2 * time.Second

// Gauge measures how long the Step pass of a plan takes.
type Gauge interface {
	Measure(ctx context.Context, p *plan.Plan) (time.Duration, error)
}

// Tuner chooses recipes on one device.
type Tuner struct {
	Adapter plan.Adapter
	Gauge   Gauge
	Now     func() time.Time
	Left    time.Duration // of the budget

	Tuned plan.Tuned // what is known
}

// Wanted tells whether to tune unasked: not on adapters that compute on the CPU,
// whose every choice is known, and with them not in CI.
func Wanted(i gpu.Info) bool { return !i.Fallback }

// Tune measures the tasks that are not known yet, heaviest first, and reports
// whether it learned anything. A task whose recipes could not all be measured
// in time stays unknown.
func (t *Tuner) Tune(ctx context.Context, tasks []plan.Task) bool {
	start, spare, learned := t.Now(), t.Left, false
	for _, task := range t.unknown(tasks) {
		r, ok := t.contest(ctx, task, func() bool { return t.Now().Sub(start) < spare && ctx.Err() == nil })
		if !ok {
			break
		}
		if t.Tuned == nil {
			t.Tuned = plan.Tuned{}
		}
		t.Tuned[task.String()], learned = r, true
	}
	t.Left -= t.Now().Sub(start)
	return learned
}

// unknown lists the tasks that leave a choice, heaviest first.
func (t *Tuner) unknown(tasks []plan.Task) []plan.Task {
	var list []plan.Task
	for _, task := range tasks {
		if _, known := t.Tuned[task.String()]; !known && len(plan.Recipes(t.Adapter, task)) > 1 {
			list = append(list, task)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Products() > list[j].Products() })
	return list
}

// Rules of a contest.
const (
	rounds   = 3    // the first one compiles and warms up
	hopeless = 2.0  // times the best: out after the first measured round
	margin   = 0.95 // of the default's time: what a rival must come below
)

// entrant is one recipe in a contest.
type entrant struct {
	recipe plan.Recipe
	probe  *plan.Plan
	best   time.Duration // 0 before it is measured
	out    bool
}

// contest finds a task's recipe; ok is false when time or the device gave out.
func (t *Tuner) contest(ctx context.Context, task plan.Task, inTime func() bool) (r plan.Recipe, ok bool) {
	field := t.field(task)
	for round := range rounds {
		for i := range field {
			e := &field[i]
			if e.out {
				continue
			}
			if !inTime() {
				return r, false
			}
			if !e.run(ctx, t.Gauge, round) {
				return r, false
			}
		}
		fastest := shortest(field)
		if fastest == 0 && round > 0 {
			return r, false // no recipe runs
		}
		for i := range field {
			field[i].out = field[i].out || round > 0 && float64(field[i].best) > hopeless*float64(fastest)
		}
	}
	return winner(field), true
}

// field makes the probes of all recipes; the default is the first entrant.
func (t *Tuner) field(task plan.Task) []entrant {
	var field []entrant
	for _, r := range plan.Recipes(t.Adapter, task) {
		p, err := plan.Probe(t.Adapter, task, r)
		field = append(field, entrant{recipe: r, probe: p, out: err != nil})
	}
	return field
}

// run measures once; a recipe that fails is out. It is false where the device is
// gone, which is no verdict on the recipe.
func (e *entrant) run(ctx context.Context, g Gauge, round int) bool {
	took, err := g.Measure(ctx, e.probe)
	switch {
	case err != nil:
		e.out, e.best = true, 0
	case round > 0 && (e.best == 0 || took < e.best):
		e.best = max(took, 1)
	}
	return !errors.Is(err, gpu.ErrLost)
}

// shortest is the best time of all entrants, 0 when there is none.
func shortest(field []entrant) time.Duration {
	var best time.Duration
	for _, e := range field {
		if e.best > 0 && (best == 0 || e.best < best) {
			best = e.best
		}
	}
	return best
}

// winner is the fastest, but the default where that is hardly slower.
func winner(field []entrant) plan.Recipe {
	fastest := shortest(field)
	for _, e := range field {
		limit := float64(fastest)
		if e.recipe == field[0].recipe {
			limit /= margin
		}
		if e.best > 0 && float64(e.best) <= limit {
			return e.recipe
		}
	}
	return field[0].recipe
}
