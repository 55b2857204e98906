package app

import "unclip/web/words"

// Root is the whole page.
type Root struct{ Desk *Desk }

// Say is the page's language.
func (c *Root) Say() words.Voice { return c.Desk.Session.Say }

// Title is the heading of the mode.
func (c *Root) Title() string {
	return words.Name + ": " + c.Desk.control(string(c.Desk.Session.Mode)).Label
}

// MainClass gives the views without a drawer its room.
func (c *Root) MainClass() string {
	if c.Desk.Session.Mode.Works() {
		return "main-work"
	}
	return "main-view"
}
