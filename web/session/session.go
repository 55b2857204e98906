// Package session is what the page knows: what the engine is doing, what the
// visitor has written and set, and the pictures of this visit. It is pure Go;
// the components show it, the desk moves messages in and out of it.
package session

import (
	"unclip/wasm/bridge"
	"unclip/web/words"
)

// Starting is the phase before the engine has said anything.
const Starting = "starting"

// Live is the selection that follows the picture being made.
const Live = -1

// maxShots bounds the memory of a visit; the oldest pictures go first.
const maxShots = 48

// Session is the state of one visit. The zero value is not ready; use New.
type Session struct {
	Phase    string // one of bridge.Phases, or Starting
	Model    bridge.Model
	Adapter  string
	Prompt   string
	Settings Settings
	Shots    []*Shot // oldest first
	Selected int     // index into Shots, or Live
	Problem  *words.Problem
	Notice   string // one line of advice that the next action clears

	progress *bridge.Progress
	forming  bool // a preview is on the stage
	stopping bool
	current  bridge.Generate
	lastID   int
	chosen   bool // the visitor has changed a setting; the model's defaults stay out
}

// Shot is a finished picture of this visit.
type Shot struct {
	bridge.Picture
	Thumb string // address of a small copy, once made
}

// New returns a session before its engine.
func New() *Session {
	s := &Session{Phase: Starting, Selected: Live, Settings: Defaults()}
	s.NewSeed()
	return s
}

// Apply takes in a message of the engine.
func (s *Session) Apply(m bridge.Message) {
	switch m := m.(type) {
	case *bridge.State:
		s.applyState(m)
	case *bridge.Progress:
		if m.ID == 0 || m.ID == s.current.ID {
			s.progress = m
		}
	case *bridge.Preview:
		s.forming = s.forming || m.ID == s.current.ID
	case *bridge.Picture:
		s.applyPicture(m)
	case *bridge.Failed:
		s.applyFailed(m)
	}
}

func (s *Session) applyState(m *bridge.State) {
	s.Phase, s.Model, s.Adapter = m.Phase, m.Model, m.Adapter
	if !s.chosen {
		s.Settings.adopt(m.Model.Defaults)
	}
	if m.Phase == bridge.Installing || m.Phase == bridge.Generating {
		return
	}
	s.progress, s.stopping, s.forming = nil, false, false
	if m.Phase == bridge.Ready && s.Selected == Live && len(s.Shots) > 0 {
		s.Selected = len(s.Shots) - 1
	}
}

func (s *Session) applyPicture(m *bridge.Picture) {
	s.Shots = append(s.Shots, &Shot{Picture: *m})
	if s.Selected == Live {
		s.Selected = len(s.Shots) - 1
	}
	if extra := len(s.Shots) - maxShots; extra > 0 {
		s.Shots = s.Shots[extra:]
		s.Selected = max(0, s.Selected-extra)
	}
	s.forming = false
}

func (s *Session) applyFailed(m *bridge.Failed) {
	s.progress, s.stopping, s.forming = nil, false, false
	if m.Code == bridge.Cancelled {
		return
	}
	if s.Phase == Starting || m.Code == bridge.WorkerFailed || m.Code == bridge.NoGPU {
		s.Phase = bridge.Broken // the engine may not be there to say so
	}
	p := words.Problems[m.Code]
	if p.Title == "" {
		p.Title = words.WhatHappened
	}
	if p.Message == "" {
		p.Message = m.Message
	}
	if p.Advice == "" {
		p.Advice = m.Advice
	}
	s.Problem = &p
}

// Examples are prompts to start from: the model's, or the page's.
func (s *Session) Examples() []string {
	if len(s.Model.Examples) > 0 || s.Phase == Starting {
		return s.Model.Examples
	}
	return words.Suggestions
}

// Shot returns the selected picture, or nil.
func (s *Session) Shot() *Shot {
	if s.Selected < 0 || s.Selected >= len(s.Shots) {
		return nil
	}
	return s.Shots[s.Selected]
}

// Select shows a picture of this visit; out of range does nothing.
func (s *Session) Select(i int) bool {
	if i < 0 || i >= len(s.Shots) {
		return false
	}
	s.Selected = i
	return true
}

// Busy says that work is going on.
func (s *Session) Busy() bool {
	return s.Phase == bridge.Installing || s.Phase == bridge.Generating
}

// Forming says that previews belong on the stage.
func (s *Session) Forming() bool { return s.forming && s.Selected == Live }

// Empty says that the stage has no picture and shows the poster.
func (s *Session) Empty() bool { return s.Shot() == nil && !s.Forming() }
