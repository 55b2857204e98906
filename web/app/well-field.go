package app

import (
	"fmt"
	"strconv"

	"unclip/web/session"
)

// WellField is one picture that goes into the engine: by file, drop, paste, or
// from the stage.
type WellField struct {
	Desk  *Desk
	Place int
}

func (c *WellField) well() *session.Well { return c.Desk.Session.Wells[c.Place] }

// Name is the place as an attribute.
func (c *WellField) Name() string { return strconv.Itoa(c.Place) }

// Empty says that there is no picture.
func (c *WellField) Empty() bool { return c.well() == nil }

// Source is the address of the picture's small copy.
func (c *WellField) Source() string {
	if w := c.well(); w != nil && w.Address() != "" {
		return w.Address()
	}
	return blankThumb
}

// Alt describes the picture.
func (c *WellField) Alt() string {
	w := c.well()
	switch {
	case w == nil:
		return ""
	case w.Name == "":
		return c.Desk.Session.WellLabel(c.Place)
	}
	return fmt.Sprintf(c.Desk.Session.Say.PictureAlt, w.Name)
}

// Label names the well, and says how to fill it.
func (c *WellField) Label() string {
	label := c.Desk.Session.WellLabel(c.Place)
	if w := c.well(); w != nil && w.Name != "" {
		return label + ": " + w.Name
	}
	if c.Empty() {
		return label + ". " + c.Desk.Session.Say.DropHere + "."
	}
	return label
}

// Paintable says that the picture can be painted over.
func (c *WellField) Paintable() bool {
	s := c.Desk.Session
	return c.Place == 0 && !c.Empty() && s.Mode == session.Edit && s.Choices.Method == session.Paint
}

// Painting says whether that is going on.
func (c *WellField) Painting() string { return yesNo(c.Desk.Session.Painting) }
