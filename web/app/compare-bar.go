package app

import "unclip/web/words"

// CompareBar parts the stage between two pictures.
type CompareBar struct{ Desk *Desk }

// At is the border between them in percent of the stage's width.
func (c *CompareBar) At() string { return words.Attribute(100 * max(c.Desk.Session.Wipe, 0)) }
