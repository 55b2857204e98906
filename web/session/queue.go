package session

import (
	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// job is a request that waits, or is under way.
type job struct {
	id      int
	message bridge.Message
	sheet   *Sheet // where its pictures go, or nil
	wells   [2]*Well
	first   int  // place of the first of them
	scrubs  bool // it follows a dial
	draft   bool // and the dial still moves
}

// cell is the place of the job's i-th picture, or nil.
func (j job) cell(i int) *Cell {
	if j.sheet == nil || j.first+i >= len(j.sheet.Cells) {
		return nil
	}
	return j.sheet.Cells[j.first+i]
}

// enqueue adds a request. The engine works on one at a time.
func (s *Session) enqueue(m bridge.Message, id, first int) {
	s.queue = append(s.queue, job{id: id, message: m, sheet: s.Sheet, wells: s.Wells, first: first})
}

// Next takes the next request out of the queue, or returns nil when there is
// none or the engine cannot take it now.
func (s *Session) Next() bridge.Message {
	if s.Phase != bridge.Ready || s.stopping || len(s.queue) == 0 {
		return nil
	}
	s.current, s.queue = s.queue[0], s.queue[1:]
	// Until the engine says so itself, so that a second press cannot ask twice.
	s.Phase, s.progress, s.forming = bridge.Generating, nil, false
	if s.Selected == Live {
		s.Sheet = s.current.sheet
	}
	return s.current.message
}

// Waiting is the number of requests that have not begun.
func (s *Session) Waiting() int { return len(s.queue) }

// Add asks for another picture behind those under way; the stage stays.
func (s *Session) Add() {
	if s.Phase != bridge.Generating || s.stopping || len(s.queue) >= bridge.MaxWaiting {
		return
	}
	sheet, selected, forming, problem := s.Sheet, s.Selected, s.forming, s.Problem
	s.Notice = ""
	s.ask()
	s.Sheet, s.Selected, s.forming, s.Problem = sheet, selected, forming, problem
}

// Errand is a request that can be asked for again after a reload.
type Errand = recipe.Recipe

// Pending lists the requests that a reload would interrupt: those that need no
// picture of this visit.
func (s *Session) Pending() []Errand {
	all := s.queue
	if s.Phase == bridge.Generating {
		all = append([]job{s.current}, all...)
	}
	var left []Errand
	for _, j := range all {
		if g, ok := j.message.(*bridge.Generate); ok {
			left = append(left, Errand{Mode: string(Create), Request: *g, Model: s.Model.Version})
		}
	}
	return left
}

// Resume asks again for what a reload has interrupted.
func (s *Session) Resume() {
	for _, e := range s.Left {
		s.begin()
		g := e.Request
		if g.Count > 1 {
			s.Sheet = newSheet(g.Prompt, g.Count)
		}
		s.send(&g, &g, 0)
	}
	s.Left = nil
}
