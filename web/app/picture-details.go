package app

import (
	"fmt"
)

// PictureDetails tells how the picture on the stage was made.
type PictureDetails struct{ Desk *Desk }

// Line is a name with its value.
type Line struct{ Name, Value string }

// Lines lists what is worth knowing.
func (c *PictureDetails) Lines() []Line {
	s := c.Desk.Session
	shot := s.Shot()
	if shot == nil || !c.Desk.InfoOpen {
		return nil
	}
	say, g := s.Say, shot.Request
	lines := []Line{
		{say.Choice("words"), g.Prompt},
		{c.Desk.control("seed").Label, g.Seed},
		{c.Desk.control("steps").Label, say.Whole(g.Steps)},
		{c.Desk.control("guidance").Label, say.Decimal(g.Guidance, 2)},
		{c.Desk.control("sampler").Label, say.Choice(g.Sampler)},
		{c.Desk.control("prior").Label, say.Choice(g.Prior)},
		{c.Desk.control("size").Label, fmt.Sprintf("%d × %d", shot.Width, shot.Height)},
		{say.ModelName, shot.Model},
	}
	if took := shot.Millis(); took > 0 {
		lines = append(lines, Line{say.Took, say.Seconds(took / 1000)})
	}
	return lines
}
