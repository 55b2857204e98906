package app

import (
	"fmt"
	"strconv"

	"unclip/web/words"
)

// Stage is the square where pictures appear.
type Stage struct{ Desk *Desk }

// State names the look of the stage for the style sheet.
func (c *Stage) State() string {
	s := c.Desk.Session
	switch {
	case s.Forming():
		return "forming"
	case s.Busy() && s.Shot() == nil:
		return "waiting"
	case s.Empty():
		return "empty"
	}
	return "picture"
}

// Label describes the picture on the stage to those who cannot see it.
func (c *Stage) Label() string {
	s := c.Desk.Session
	if shot := s.Shot(); shot != nil {
		return fmt.Sprintf(words.PictureAlt, shot.Request.Prompt)
	}
	if s.Forming() {
		return fmt.Sprintf(words.FormingAlt, s.Prompt)
	}
	return words.StageEmpty
}

// ringLength is the circumference of the ring's circle of radius 16.
const ringLength = 100.53

// Dash draws the part of the ring that is done; a quarter that turns when that
// is unknown.
func (c *Stage) Dash() string {
	done := c.Desk.Session.Fraction()
	if done < 0 {
		done = 0.02
	}
	return fmt.Sprintf("%.2f %.2f", done*ringLength, ringLength)
}

// Percent is the value of the ring that assistive technology reads, nil when
// unknown, which leaves the attribute out.
func (c *Stage) Percent() any {
	done := c.Desk.Session.Fraction()
	if done < 0 {
		return nil
	}
	return strconv.Itoa(int(100 * done))
}
