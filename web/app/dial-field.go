package app

import (
	"github.com/vugu/vugu"

	"unclip/web/session"
	"unclip/web/words"
)

// DialField is one setting on a range, with its value beside its name.
type DialField struct {
	Desk *Desk
	Name string
}

func (c *DialField) dial() session.Dial { return session.DialOf(c.Name) }

// Key resets the dial where its value would be deleted, were it a text.
func (c *DialField) Key(event vugu.DOMEvent) {
	if key := event.PropString("key"); key == "Delete" || key == "Backspace" {
		c.Desk.ResetDial(c.Name)
	}
}

// Value is the setting as the visitor reads it.
func (c *DialField) Value() string {
	return c.Desk.Session.Say.Decimal(c.dial().Get(c.Desk.Session), 2)
}

// Position is the setting as the browser reads it.
func (c *DialField) Position() string { return words.Attribute(c.dial().Get(c.Desk.Session)) }

// Min is the range's lower end.
func (c *DialField) Min() string { return words.Attribute(c.dial().Min) }

// Max is the range's upper end.
func (c *DialField) Max() string { return words.Attribute(c.dial().Max) }

// Step is the range's grain.
func (c *DialField) Step() string { return words.Attribute(c.dial().Step) }
