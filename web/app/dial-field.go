package app

import "unclip/web/session"

// DialField is one setting on a range, with its value beside its name.
type DialField struct {
	Desk *Desk
	Dial session.Dial
}
