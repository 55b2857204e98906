package session

import (
	"unclip/wasm/bridge"
)

// job is a request that waits, or is under way.
type job struct {
	id      int
	message bridge.Message
	cell    *Cell // where its picture goes, or nil
}

func (j job) fill(shot *Shot) {
	if j.cell != nil {
		j.cell.Shot = shot
	}
}

// enqueue adds a request. The engine works on one at a time.
func (s *Session) enqueue(m bridge.Message, id int, cell *Cell) {
	s.queue = append(s.queue, job{id: id, message: m, cell: cell})
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
	return s.current.message
}

// Waiting is the number of requests that have not begun.
func (s *Session) Waiting() int { return len(s.queue) }

// Pending lists the pictures that a reload would interrupt, as requests.
func (s *Session) Pending() []bridge.Generate {
	all := s.queue
	if s.Phase == bridge.Generating {
		all = append([]job{s.current}, all...)
	}
	var left []bridge.Generate
	for _, j := range all {
		if g, ok := j.message.(*bridge.Generate); ok {
			left = append(left, *g)
		}
	}
	return left
}

// Resume asks again for what a reload has interrupted.
func (s *Session) Resume(left []bridge.Generate) {
	s.Problem, s.Selected, s.Sheet = nil, Live, nil
	if len(left) > 1 {
		s.Sheet = newSheet(left[0].Prompt, len(left))
	}
	for i := range left {
		s.lastID++
		g := left[i]
		g.ID = s.lastID
		s.enqueue(&g, g.ID, s.cell(i))
	}
}

// cell returns a cell of the sheet, or nil where there is no sheet.
func (s *Session) cell(i int) *Cell {
	if s.Sheet == nil || i >= len(s.Sheet.Cells) {
		return nil
	}
	return s.Sheet.Cells[i]
}
