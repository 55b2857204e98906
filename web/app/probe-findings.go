package app

import (
	"fmt"

	"github.com/vugu/vugu"

	"unclip/web/session"
	"unclip/web/words"
)

// ProbeFindings shows what the model sees in a picture: how it shares its belief
// among labels, how near some words are, and the nearest captions it knows.
type ProbeFindings struct{ Desk *Desk }

// Shown says that the mode tells labels apart: beside variations the paper's
// Figure 6 shows what the source is taken for.
func (c *ProbeFindings) Shown() bool {
	m := c.Desk.Session.Mode
	return m == session.Probe || m == session.Vary
}

// Bar is a line with a number that has a length.
type Bar struct{ Name, Share, Number, Remove string }

// Labels lists the labels, with their chances once the engine has looked.
func (c *ProbeFindings) Labels() []Bar {
	s := c.Desk.Session
	var bars []Bar
	for i, name := range s.Labels {
		b := Bar{Name: name, Share: "0", Number: "–", Remove: fmt.Sprintf(s.Say.RemoveLabel, name)}
		if f := s.Findings; f != nil && i < len(f.Chances) && i < len(f.Labels) && f.Labels[i] == name {
			b.Share = words.Attribute(f.Chances[i])
			b.Number = fmt.Sprintf(s.Say.StatusPercent, s.Say.Decimal(100*f.Chances[i], 1))
		}
		bars = append(bars, b)
	}
	return bars
}

// Captions lists the nearest captions.
func (c *ProbeFindings) Captions() []Bar {
	s := c.Desk.Session
	var bars []Bar
	if f := s.Findings; f != nil {
		for i, name := range f.Captions[:min(len(f.Captions), len(f.Nearness))] {
			bars = append(bars, Bar{Name: name, Share: words.Attribute(max(0, f.Nearness[i])), Number: s.Say.Decimal(f.Nearness[i], 3)})
		}
	}
	return bars
}

// Similarity is how near the words are to the picture, or blank.
func (c *ProbeFindings) Similarity() string {
	s := c.Desk.Session
	if s.Findings == nil || s.Findings.Similarity == 0 {
		return ""
	}
	return s.Say.Decimal(s.Findings.Similarity, 3)
}

// Enter does something when the Enter key is pressed in a field.
func (c *ProbeFindings) Enter(event vugu.DOMEvent, do func()) {
	if event.PropString("key") == "Enter" {
		do()
	}
}
