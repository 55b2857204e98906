package app

import "unclip/web/session"

// Rail lists the modes: a column on a desktop, a bar at the bottom of a phone.
type Rail struct{ Desk *Desk }

// Current marks the mode that is on, for assistive technology too.
func (c *Rail) Current(m session.Mode) any {
	if m == c.Desk.Session.Mode {
		return "page"
	}
	return nil
}
