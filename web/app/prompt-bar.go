package app

import "unclip/web/session"

// PromptBar is the words and the one main button, always in the same place.
type PromptBar struct{ Desk *Desk }

// Class is the look of the main button: strong when it starts something.
func (c *PromptBar) Class() string {
	switch c.Desk.Session.Action() {
	case session.Stop, session.Stopping:
		return "main stop"
	}
	return "main"
}

// Open says whether the settings are open, for assistive technology.
func (c *PromptBar) Open() string { return yesNo(c.Desk.DrawerOpen) }

// yesNo is a truth in ARIA's words.
func yesNo(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
