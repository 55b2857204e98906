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

// Label names the prompt for what its words do in this mode.
func (c *PromptBar) Label() string {
	say := c.Desk.Session.Say
	switch c.Desk.Session.Mode {
	case session.Vary, session.Blend:
		return say.VaryLabel
	case session.Edit:
		return say.EditLabel
	case session.Probe:
		return say.CaptionLabel
	}
	return say.PromptLabel
}

// Hint is an example of such words.
func (c *PromptBar) Hint() string {
	say := c.Desk.Session.Say
	switch c.Desk.Session.Mode {
	case session.Vary, session.Blend:
		return say.VaryHint
	case session.Edit:
		return say.EditHint
	case session.Probe:
		return say.CaptionHint
	}
	return say.PromptHint
}
