package app

import (
	"unclip/web/session"
	"unclip/web/words"
)

// SettingsView is what concerns the page rather than a picture.
type SettingsView struct{ Desk *Desk }

// Say is the page's language.
func (c *SettingsView) Say() words.Voice { return c.Desk.Session.Say }

// Selected marks the page's language in the list.
func (c *SettingsView) Selected(l *words.Catalogue) any {
	if l == c.Say().Catalogue {
		return "selected"
	}
	return nil
}

// Kept says whether the browser may clear it.
func (c *SettingsView) Kept() string {
	if c.Desk.Session.Album.Kept {
		return c.Say().Kept
	}
	return c.Say().NotKept
}

// Report is the diagnosis; none while the view is hidden.
func (c *SettingsView) Report() string {
	if c.Desk.Session.Mode != session.Settings {
		return ""
	}
	return c.Desk.report()
}
