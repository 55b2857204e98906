package app

import "unclip/web/words"

// ErrorPanel says what happened, what is safe, and what to do.
type ErrorPanel struct{ Desk *Desk }

// Problem is what there is to say, blank when there is nothing.
func (c *ErrorPanel) Problem() words.Problem {
	if p := c.Desk.Session.Problem; p != nil {
		return *p
	}
	return words.Problem{}
}
