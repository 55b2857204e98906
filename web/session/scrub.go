package session

import (
	"strings"

	"unclip/wasm/bridge"
)

// apart is what the engine has taken into (z_i, x_T) for a mode: from then on a
// picture on the way costs one decoding, and the stage can follow a slider.
type apart struct {
	mode  Mode
	wells [2]*Well
}

// draftSteps is how many decoder steps a picture takes while the slider moves.
const draftSteps = 4

// Follows says that the stage follows a dial now.
func (s *Session) Follows(dial string) bool {
	way := dial == "strength" && s.Mode == Edit && s.Choices.Method == Words && strings.TrimSpace(s.Prompt) != "" ||
		dial == "between" && s.Mode == Blend
	idle := s.Phase == bridge.Ready && len(s.queue) == 0 || s.Phase == bridge.Generating && s.current.scrubs
	return way && idle && s.apart == apart{s.Mode, s.Wells}
}

// Follow asks for the one picture that a dial points at: a draft while the dial
// moves, the whole when it rests. What was asked for before is dropped. It
// returns the message to send now, or nil.
func (s *Session) Follow(dial string, draft bool) bridge.Message {
	if !s.Follows(dial) {
		s.leave()
		return nil
	}
	s.Problem, s.Notice, s.Selected, s.Sheet = nil, "", Live, nil
	s.moving, s.queue = draft, nil
	s.enqueueScrub(draft)
	if s.Phase == bridge.Ready {
		return s.Next()
	}
	if !draft || s.stopping {
		return nil // the draft under way may end
	}
	s.stopping = true
	return &bridge.Cancel{ID: s.current.id}
}

// leave ends a following that can come to no end of its own: the visitor has
// gone elsewhere before the dial came to rest.
func (s *Session) leave() {
	if s.moving {
		s.moving, s.forming = false, false
		s.showLast()
	}
}

// enqueueScrub puts a request for one picture on the way into the queue.
func (s *Session) enqueueScrub(draft bool) {
	steps := 0
	if draft {
		steps = draftSteps
	}
	g := s.Choices.request()
	g.Prompt, g.Sampler, g.Eta, g.Count = strings.TrimSpace(s.Prompt), bridge.DDIM, 0, 1
	if s.Mode == Blend {
		m := s.between(g, s.Wells[:])
		m.At, m.Draft = s.Choices.Between, steps
		s.send(m, &m.Request, 0)
	} else {
		m := s.turned(g, s.Wells[0])
		m.Draft = steps
		s.send(m, &m.Request, 0)
	}
	last := s.queue[len(s.queue)-1]
	last.scrubs, last.draft = true, draft
}

// Drafting says that the request under way makes a draft, which is shown and
// not kept; so is what is left of a picture when the dial moves on.
func (s *Session) Drafting() bool {
	return s.Phase == bridge.Generating && (s.current.draft || s.current.scrubs && s.stopping)
}
