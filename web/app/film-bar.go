package app

import "strconv"

// FilmBar scrubs through the frames between two pictures, and plays them.
type FilmBar struct{ Desk *Desk }

// PlayLabel names what the button does now.
func (c *FilmBar) PlayLabel() string {
	if c.Desk.Playing {
		return c.Desk.Session.Say.Pause
	}
	return c.Desk.Session.Say.Play
}

// PlayIcon shows it.
func (c *FilmBar) PlayIcon() string {
	if c.Desk.Playing {
		return "icons.svg#pause"
	}
	return "icons.svg#play"
}

// Last is the number of the last frame.
func (c *FilmBar) Last() string {
	if h := c.Desk.Session.Sheet; h != nil {
		return strconv.Itoa(max(1, len(h.Shots())-1))
	}
	return "1"
}

// At is the number of the frame on the stage.
func (c *FilmBar) At() string { return strconv.Itoa(max(0, c.Desk.Session.Frame())) }

// Position says where between the two pictures the frame is.
func (c *FilmBar) Position() string {
	s := c.Desk.Session
	if i := s.Frame(); i >= 0 && i < len(s.Sheet.Cells) {
		return s.Sheet.Cells[i].Label
	}
	return ""
}
