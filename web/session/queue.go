package session

import "unclip/wasm/bridge"

// Job is a request that waits, or is under way.
type Job struct {
	Inputs  []string // where its pictures are kept for after a reload, once they are
	Keeping bool     // that has begun

	id      int
	title   string // what it makes
	message bridge.Message
	sheet   *Sheet // where its pictures go, or nil
	wells   [2]*Well
	first   int  // place of the first of them
	steps   int  // of the decoder
	scrubs  bool // it follows a dial
	draft   bool // and the dial still moves
}

// cell is the place of the job's i-th picture, or nil.
func (j *Job) cell(i int) *Cell {
	if j.sheet == nil || j.first+i >= len(j.sheet.Cells) {
		return nil
	}
	return j.sheet.Cells[j.first+i]
}

// enqueue adds a request. The engine works on one at a time.
func (s *Session) enqueue(m bridge.Message, g *bridge.Generate, first int) {
	s.queue = append(s.queue, &Job{id: g.ID, title: s.title(g.Prompt), message: m, sheet: s.Sheet, wells: s.Wells, first: first, steps: g.Steps})
}

// Steps is how many steps of the decoder a picture of the request under way takes.
func (s *Session) Steps() int { return s.current.steps }

// Next takes the next request out of the queue, or returns nil when there is
// none or the engine cannot take it now.
func (s *Session) Next() bridge.Message {
	if s.Phase != bridge.Ready && !s.Arriving() || s.stopping || len(s.queue) == 0 {
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

// Abandon lets go of all work: the engine is gone, and another one is to speak.
func (s *Session) Abandon() {
	s.queue, s.moving = nil, false
	s.Apply(&bridge.Failed{Code: bridge.Cancelled})
	s.current, s.Phase = &Job{}, Starting
}

// Arriving says that the model is on its way from its host: the engine begins a
// picture with what is here of it.
func (s *Session) Arriving() bool {
	_, download := s.asked.(*bridge.Install)
	return s.Phase == bridge.Installing && download
}

// Addable says that a picture can be asked for behind, or beside, what goes on.
func (s *Session) Addable() bool {
	return (s.Phase == bridge.Generating || s.Arriving()) && !s.stopping && len(s.queue) < bridge.MaxWaiting
}

// Waiting is the number of requests that have not begun.
func (s *Session) Waiting() int { return len(s.queue) }

// Add asks for another picture behind those under way; the stage stays. It
// returns the request that the engine can take at once, or nil.
func (s *Session) Add() bridge.Message {
	switch {
	case !s.Addable():
		return nil
	case s.Arriving():
		s.Notice = ""
		s.ask()
		return s.Next()
	}
	sheet, selected, forming, problem := s.Sheet, s.Selected, s.forming, s.Problem
	s.Notice = ""
	s.ask()
	s.Sheet, s.Selected, s.forming, s.Problem = sheet, selected, forming, problem
	return nil
}
