// Package session is what the page knows: what the engine is doing, what the
// visitor has written and set, and the pictures of this visit. It is pure Go;
// the components show it, the desk moves messages in and out of it.
package session

import (
	"cmp"
	"fmt"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
	"unclip/web/words"
)

// Starting is the phase before the engine has said anything.
const Starting = "starting"

// Live is the selection that follows the picture being made.
const Live = -1

// maxShots bounds the memory of a visit; the oldest pictures go first.
const maxShots = 64

// Session is the state of one visit. The zero value is not ready; use New.
type Session struct {
	Say       words.Voice
	Mode      Mode
	Phase     string // one of bridge.Phases, or Starting
	Model     bridge.Model
	Storage   bridge.Storage
	Adapter   string
	Prompt    string // the words of this mode
	Choices   Choices
	Shots     []*Shot // oldest first
	Selected  int     // index into Shots, or Live
	Sheet     *Sheet  // the pictures asked for together, or nil
	Problem   *words.Problem
	Failure   *bridge.Failed // the last one, as the engine told it
	Notice    string         // one line that the next action clears
	Secure    bool           // the page came over https, or from this device
	Wells     [2]*Well       // the pictures that go into the engine
	Labels    []string       // to tell apart in a picture
	Findings  *bridge.Findings
	Codes     *bridge.Codes     // drawn so far by the autoregressive prior
	Diagnosis *bridge.Diagnosis // what the engine has said of its GPU
	Album     Album
	Other     *Well                             // the picture to compare the stage's with
	Wipe      float64                           // share of the stage that shows it, or Beside
	Painting  bool                              // the stage shows the source, to be painted over
	Masked    func(bridge.Source) bridge.Source // makes transparent what is painted over, or nil
	Left      []Errand                          // what a reload has interrupted

	written  map[Mode]string // the words of the other modes
	progress *bridge.Progress
	news     *Shot // the picture to tell of, until something else is
	arrived  bool  // it was made, not only chosen
	forming  bool  // a preview is on the stage
	moving   bool  // a dial that the stage follows
	apart    apart
	side     int // of the last preview, in pixels
	stopping bool
	current  *Job
	queue    []*Job
	lastID   int
	asked    bridge.Message // how the model was last asked for
	chosen   bool           // the visitor has changed a setting; the model's defaults stay out
}

// Shot is a finished picture of this visit.
type Shot struct {
	bridge.Picture
	Thumb     string // address of a small copy, once made
	Recipe    recipe.Recipe
	Key       string // in the history, once kept
	Favourite bool
	Codes     *bridge.Codes // that the autoregressive prior drew for it, or nil
}

// New returns a session before its engine.
func New() *Session {
	s := &Session{Say: words.Voice{Catalogue: words.Languages()[0], Grammar: words.Plain{}},
		Mode: Create, Phase: Starting, Selected: Live, Choices: Defaults(), Secure: true, current: &Job{}, written: map[Mode]string{}}
	s.NewSeed()
	return s
}

// Apply takes in a message of the engine.
func (s *Session) Apply(m bridge.Message) {
	switch m := m.(type) {
	case *bridge.State:
		s.applyState(m)
	case *bridge.Progress:
		if m.ID == 0 || m.ID == s.current.id {
			s.progress = m
		}
	case *bridge.Preview:
		if m.ID == s.current.id {
			s.forming, s.side = true, m.Width
		}
	case *bridge.Picture:
		s.applyPicture(m)
	case *bridge.Findings:
		s.Findings = m
	case *bridge.Codes:
		s.Codes = m
	case *bridge.Diagnosis:
		s.applyDiagnosis(m)
	case *bridge.Failed:
		s.applyFailed(m)
	}
}

// applyDiagnosis warns of a GPU that computes wrongly.
func (s *Session) applyDiagnosis(m *bridge.Diagnosis) {
	s.Diagnosis = m
	if m.Exam == bridge.ExamFailed {
		s.Fail("wrong-numbers")
	}
}

func (s *Session) applyState(m *bridge.State) {
	s.Phase, s.Model, s.Adapter, s.Storage = m.Phase, m.Model, m.Adapter, m.Storage
	if !s.chosen {
		s.adopt(&s.Choices)
	}
	if m.Phase == bridge.Generating {
		return
	}
	s.progress, s.stopping, s.forming = nil, false, s.moving
	if (m.Phase == bridge.Ready || m.Phase == bridge.Installing) && len(s.queue) == 0 && !s.moving {
		s.showLast()
	}
}

// showLast ends an empty stage: nothing comes that it waits for.
func (s *Session) showLast() {
	if s.Selected == Live && s.Sheet == nil && len(s.Shots) > 0 {
		s.Selected = len(s.Shots) - 1
	}
}

func (s *Session) applyPicture(m *bridge.Picture) {
	shot := &Shot{Picture: *m, Recipe: s.recipe(m), Codes: s.Codes}
	s.Codes = nil
	s.add(shot)
	s.news, s.arrived = shot, true
	if cell := s.current.cell(m.Index); cell != nil && m.ID == s.current.id {
		cell.Shot, cell.Label = shot, s.label(m)
	}
	if s.Selected == Live && s.Sheet == nil {
		s.Selected = len(s.Shots) - 1
	}
	if s.Selected == Live && s.Sheet != nil && s.Sheet.Film && m.Index+1 == m.Of {
		s.Selected = len(s.Shots) - 1
	}
	s.forming = false
	s.tookApart()
}

// tookApart notes which pictures the engine knows from the inside now.
func (s *Session) tookApart() {
	switch s.current.message.(type) {
	case *bridge.TextDiff:
		s.apart = apart{Edit, s.current.wells}
	case *bridge.Blend:
		s.apart = apart{Blend, s.current.wells}
	}
}

// add puts a picture at the end of the film strip.
func (s *Session) add(shot *Shot) {
	s.Shots = append(s.Shots, shot)
	if extra := len(s.Shots) - maxShots; extra > 0 {
		s.Shots = s.Shots[extra:]
		if s.Selected != Live {
			s.Selected = max(0, s.Selected-extra)
		}
	}
}

func (s *Session) applyFailed(m *bridge.Failed) {
	s.progress, s.stopping, s.forming = nil, false, s.moving
	if s.Sheet != nil && len(s.Sheet.Shots()) == 0 {
		s.Sheet = nil // nothing of it will come
	}
	if m.Code == bridge.Cancelled {
		return
	}
	s.Failure, s.queue, s.moving, s.forming = m, nil, false, false
	if s.Phase == Starting || m.Code == bridge.WorkerFailed || m.Code == bridge.NoGPU {
		s.Phase = bridge.Broken // the engine may not be there to say so
	}
	s.Problem = s.explain(m)
}

// explain finds the page's own words for a failure. The engine's are for codes
// that the page does not know, for the report, and for requests that it refuses:
// only they say what to change.
func (s *Session) explain(m *bridge.Failed) *words.Problem {
	code := m.Code
	if code == bridge.NoGPU && !s.Secure {
		code = "insecure"
	}
	p, known := s.Say.Problems.Of(code)
	if !known {
		p = words.Problem{Title: s.Say.WhatHappened, Message: m.Message, Advice: m.Advice}
	}
	switch m.Code {
	case bridge.WrongFile, bridge.MissingFile, bridge.BadArchive, bridge.OtherModel:
		p.Message = fmt.Sprintf(p.Message, m.Message)
	case bridge.BadRequest:
		p.Message, p.Advice = cmp.Or(m.Message, p.Message), cmp.Or(m.Advice, p.Advice)
	}
	if m.Kept > 0 {
		p.Message = fmt.Sprintf(s.Say.Enlarging, s.Say.Whole(m.Side), s.Say.Whole(m.Kept))
	}
	return &p
}

// Fail shows one of the page's own problems.
func (s *Session) Fail(code string) { s.Problem = s.explain(&bridge.Failed{Code: code}) }

// Examples are prompts to start from: the model's, or the page's.
func (s *Session) Examples() []string {
	if len(s.Model.Examples) > 0 || s.Phase == Starting {
		return s.Model.Examples
	}
	return s.Say.Suggestions
}

// Busy says that work is going on, or about to. Drafts come and go unasked.
func (s *Session) Busy() bool {
	return s.Phase == bridge.Installing || s.Phase == bridge.Generating && !s.current.draft || len(s.queue) > 0 && !s.queue[0].draft
}

// Forming says that previews belong on the stage.
func (s *Session) Forming() bool { return s.forming && s.Selected == Live }

// FormingTitle names what is being made.
func (s *Session) FormingTitle() string { return s.current.title }

// Empty says that the stage has no picture and shows the poster.
func (s *Session) Empty() bool { return s.Shot() == nil && !s.Forming() && s.Sheet == nil }
