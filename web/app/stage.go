package app

import (
	"fmt"
	"strconv"

	"unclip/web/session"
)

// Stage is the square where pictures appear.
type Stage struct{ Desk *Desk }

// State names the look of the stage for the style sheet.
func (c *Stage) State() string {
	s := c.Desk.Session
	switch {
	case s.Painting:
		return "picture"
	case s.OnSheet():
		return "sheet"
	case s.Forming():
		return "forming"
	case s.Busy() && s.Shot() == nil:
		return "waiting"
	case s.Empty():
		return "empty"
	}
	return "picture"
}

// Busy says, for assistive technology, that what the stage shows is not the last
// word; a problem on it is.
func (c *Stage) Busy() string {
	return yesNo(c.Desk.Session.Busy() && c.Desk.Session.Problem == nil)
}

// Label describes the picture on the stage to those who cannot see it.
func (c *Stage) Label() string {
	s := c.Desk.Session
	switch shot := s.Shot(); {
	case shot != nil:
		return fmt.Sprintf(s.Say.PictureAlt, s.Title(&shot.Recipe))
	case s.OnSheet():
		return fmt.Sprintf(s.Say.SheetAlt, s.Sheet.Title)
	case s.Forming():
		return fmt.Sprintf(s.Say.FormingAlt, s.FormingTitle())
	}
	return s.Say.StageEmpty
}

// Cells lists the places of the sheet.
func (c *Stage) Cells() []*session.Cell {
	if c.Desk.Session.OnSheet() {
		return c.Desk.Session.Sheet.Cells
	}
	return nil
}

// Columns is the width of the sheet in cells.
func (c *Stage) Columns() string {
	if c.Desk.Session.OnSheet() {
		return strconv.Itoa(c.Desk.Session.Sheet.Columns)
	}
	return "1"
}

// Side is the longer side of the sheet in cells.
func (c *Stage) Side() string {
	if h := c.Desk.Session.Sheet; c.Desk.Session.OnSheet() {
		return strconv.Itoa(max(h.Columns, h.Rows()))
	}
	return "1"
}

// Told says that labels always stand on the cells, nil, which leaves the
// attribute out, that they appear when one is pointed at.
func (c *Stage) Told() any {
	if c.Desk.Session.OnSheet() && c.Desk.Session.Sheet.Told {
		return "yes"
	}
	return nil
}

// CellLabel says which picture a cell opens, or that it waits.
func (c *Stage) CellLabel(i int, cell *session.Cell) string {
	say := c.Desk.Session.Say
	what := cell.Label
	if cell.Shot == nil {
		what += " " + say.CellWaiting
	}
	return fmt.Sprintf(say.ShowPicture, say.Whole(i+1), what)
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
