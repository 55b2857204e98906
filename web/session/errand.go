package session

import (
	"strconv"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// Errand is a request that can be asked for again after a reload.
type Errand struct {
	Recipe recipe.Recipe `json:"recipe"`
	Start  string        `json:"start,omitempty"`  // of x_T
	Labels []string      `json:"labels,omitempty"` // to tell apart
	Rungs  int           `json:"rungs,omitempty"`  // of a ladder
	Inputs []string      `json:"inputs,omitempty"` // where the pictures that go in are kept
	Names  []string      `json:"names,omitempty"`  // what they show
	Sheet  *Plan         `json:"sheet,omitempty"`  // that its pictures go on, but for those that are made anew
}

// Pending lists the requests that a reload would interrupt, but for pictures
// that only follow a slider.
func (s *Session) Pending() []*Job {
	var left []*Job
	for _, j := range append([]*Job{s.current}, s.queue...) {
		if under := j != s.current || s.Phase == bridge.Generating; under && !j.scrubs {
			left = append(left, j)
		}
	}
	return left
}

// Sources are the pictures that go into a request.
func (j *Job) Sources() []bridge.Source {
	switch m := j.message.(type) {
	case *bridge.Vary:
		return []bridge.Source{m.Source}
	case *bridge.Blend:
		return []bridge.Source{m.From, m.To}
	case *bridge.TextDiff:
		return []bridge.Source{m.Source}
	case *bridge.Repaint:
		return []bridge.Source{m.Source}
	case *bridge.Probe:
		return []bridge.Source{m.Source}
	}
	return nil
}

// Errand is what is left to do of a request, behind another one or nil.
func (j *Job) Errand(model string, before *Job) Errand {
	e := Errand{Recipe: recipe.Recipe{Mode: string(Create), Model: model}, Inputs: j.Inputs}
	for i := range j.Inputs {
		if w := j.wells[i]; w != nil {
			e.Names = append(e.Names, w.Name)
		}
	}
	switch m := j.message.(type) {
	case *bridge.Generate:
		e.keepOn(j, *m, before)
	case *bridge.Vary:
		e.Recipe.Mode, e.Start, e.Labels = string(Vary), m.Start, m.Labels
		e.keepOn(j, m.Request, before)
	case *bridge.Blend:
		e.Recipe.Mode, e.Recipe.Request, e.Start = string(Blend), m.Request, m.Start
	case *bridge.TextDiff:
		e.Recipe.Mode, e.Recipe.Request, e.Recipe.From, e.Recipe.Strength = string(Edit), m.Request, m.From, m.Strength
	case *bridge.Repaint:
		e.Recipe.Mode, e.Recipe.Value = recipe.Paint, m.Strength
		e.keepOn(j, m.Request, before)
	case *bridge.Probe:
		e.Recipe.Mode, e.Recipe.Request, e.Labels, e.Rungs = string(Probe), m.Request, m.Labels, m.Rungs
	}
	return e
}

// keepOn notes what is left of a request, and the sheet that shows what is not.
func (e *Errand) keepOn(j *Job, g bridge.Generate, before *Job) {
	e.Recipe.Request, e.Sheet = j.rest(g), j.plan(g.Count, before)
}

// rest is a request without the pictures that have come: each has its own seed,
// the next number.
func (j *Job) rest(g bridge.Generate) bridge.Generate {
	if seed, err := strconv.ParseUint(g.Seed, 10, 64); err == nil {
		done := j.done(g.Count)
		g.Count -= done
		g.Seed = strconv.FormatUint(seed+uint64(done), 10)
	}
	return g
}

// done counts the pictures of a request that have come, but for the last: what
// is under way has something left to do.
func (j *Job) done(count int) int {
	n := 0
	for n+1 < count && j.cell(n) != nil && j.cell(n).Shot != nil {
		n++
	}
	return n
}

// Resume asks again for what a reload has interrupted; wells are the pictures
// that go in. It reports whether that could be done.
func (s *Session) Resume(e *Errand, wells []*Well) bool {
	s.lastID++
	g := e.Recipe.Request
	g.ID = s.lastID
	m, mode := e.message(&g, wells)
	if m == nil {
		return false
	}
	s.turnTo(mode)
	s.Wells = [2]*Well{}
	copy(s.Wells[:], wells)
	s.begin()
	first, title := 0, s.title(g.Prompt)
	switch {
	case mode == Blend || mode == Edit && e.Recipe.Mode != recipe.Paint:
		s.Sheet = newFilm(title, g.Count)
	case e.Sheet != nil:
		s.Sheet, first = s.layOut(e.Sheet, title), max(0, e.Sheet.First)
	case g.Count > 1:
		s.Sheet = newSheet(title, g.Count)
		s.Sheet.Told = mode == Probe
	}
	s.Labels = append(s.Labels, e.Labels...)
	s.enqueue(m, &g, first)
	s.queue[len(s.queue)-1].Inputs = e.Inputs
	return true
}

// message is the request of an errand, or nil where its pictures are missing.
func (e *Errand) message(g *bridge.Generate, wells []*Well) (bridge.Message, Mode) {
	if e.Recipe.Mode == string(Create) {
		return g, Create
	}
	if len(wells) == 0 || e.Recipe.Mode == string(Blend) && len(wells) < 2 {
		return nil, Create
	}
	first, r := wells[0].source(), &e.Recipe
	switch r.Mode {
	case string(Vary):
		return &bridge.Vary{Request: *g, Source: first, Start: e.Start, Labels: e.Labels}, Vary
	case string(Blend):
		return &bridge.Blend{Request: *g, From: first, To: wells[1].source(), Start: e.Start}, Blend
	case string(Edit):
		return &bridge.TextDiff{Request: *g, Source: first, From: r.From, Strength: r.Strength}, Edit
	case recipe.Paint:
		return &bridge.Repaint{Request: *g, Source: first, Strength: r.Value, Repeats: repeats}, Edit
	case string(Probe):
		return &bridge.Probe{Request: *g, Source: first, Labels: e.Labels, Rungs: e.Rungs}, Probe
	}
	return nil, Create
}
