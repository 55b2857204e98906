package session

import (
	"math"

	"unclip/wasm/bridge"
)

// Dial is a setting on a range. Its name is that of its words in a catalogue.
type Dial struct {
	Name           string
	Min, Max, Step float64
}

// Dials are all the settings on ranges.
var dials = [...]Dial{
	{"count", 1, 9, 1},
	{"steps", 4, 50, 1},
	{"eta", 0, 1, 0.05},
	{"image-strength", 1, 12, 0.5},
	{"guidance", 1, 12, 0.5},
	{"prior-steps", 2, 64, 1},
	{"prior-guidance", 1, 12, 0.5},
	{"candidates", 1, 8, 1},
	{"free", 0, 1, 0.05},
	{"frames", 3, 9, 1},
	{"between", 0, 1, 0.025},
	{"strength", 0, 0.5, 0.025},
	{"redraw", 0.05, 1, 0.05},
	{"brush", 4, 40, 1},
	{"ladder", 0, 9, 1},
}

// DialOf finds a dial; a name that there is not gives one that turns nothing.
func DialOf(name string) Dial {
	for _, d := range dials {
		if d.Name == name {
			return d
		}
	}
	return Dial{}
}

// Basics are the dials that are always there.
func (s *Session) Basics() []string {
	switch {
	case s.Mode == Vary:
		return []string{"count", "free", "guidance"}
	case s.Mode == Blend:
		return []string{"between", "frames", "guidance"}
	case s.Mode == Edit && s.Choices.Method == Paint:
		return []string{"count", "redraw", "brush", "guidance"}
	case s.Mode == Edit:
		return []string{"strength", "frames", "guidance"}
	case s.Mode == Probe && !s.Can(bridge.CanPCA):
		return nil
	case s.Mode == Probe:
		return []string{"ladder"}
	}
	return []string{"count", "guidance"}
}

// Extras are the dials under More. The prior's are of no use where a picture
// brings its meaning along.
func (s *Session) Extras() []string {
	if s.Imagines() {
		return []string{"steps", "prior-steps", "prior-guidance", "candidates"}
	}
	return []string{"steps"}
}

// Imagines says that the mode asks the prior for a picture's meaning.
func (s *Session) Imagines() bool { return s.Mode == Create || s.Mode == Edit }

// Samples says that the decoder's sampler can be chosen: pictures that others go
// into are walked by DDIM.
func (s *Session) Samples() bool { return s.Mode == Create }

// Stirs says that fresh noise can be chosen, which DDIM alone takes; the ways
// between pictures set it themselves.
func (s *Session) Stirs() bool {
	if s.Mode == Create {
		return s.Choices.Sampler == bridge.DDIM
	}
	return s.Mode == Probe || s.Mode == Edit && s.Choices.Method == Paint
}

// value is where a dial keeps its setting in a mode, or nil.
func (t *Choices) value(name string, m Mode) *float64 {
	switch name {
	case "count":
		if m == Vary {
			return &t.Variations
		}
		return &t.Count
	case "steps":
		return &t.Steps
	case "eta":
		return &t.Eta
	case "image-strength":
		return &t.ImageStrength
	case "free":
		return &t.Free
	case "frames":
		return &t.Frames
	case "between":
		return &t.Between
	case "strength":
		return &t.Strength
	case "redraw":
		return &t.Redraw
	case "brush":
		return &t.Brush
	case "ladder":
		return &t.Rungs
	case "guidance":
		return &t.Guidance
	case "prior-steps":
		return &t.PriorSteps
	case "prior-guidance":
		return &t.PriorGuidance
	case "candidates":
		return &t.Candidates
	}
	return nil
}

// Get returns the dial's value.
func (d Dial) Get(s *Session) float64 {
	if p := s.Choices.value(d.Name, s.Mode); p != nil {
		return *p
	}
	return 0
}

// Set moves the dial, within its range.
func (d Dial) Set(s *Session, x float64) {
	p := s.Choices.value(d.Name, s.Mode)
	if p == nil || math.IsNaN(x) {
		return
	}
	s.chosen = true
	*p = min(max(x, d.Min), d.Max)
}

// Reset moves the dial back to the model's default.
func (d Dial) Reset(s *Session) {
	t := s.Fresh()
	if p := t.value(d.Name, s.Mode); p != nil {
		d.Set(s, *p)
	}
}
