package app

import "fmt"

// Examples offers prompts of the model's author, and what a reload has
// interrupted.
type Examples struct{ Desk *Desk }

// LeftLabel says how much that is.
func (c *Examples) LeftLabel() string {
	n := 0
	for _, e := range c.Desk.Session.Left {
		n += e.Request.Count
	}
	return fmt.Sprintf(c.Desk.Session.Say.QueueResume, c.Desk.pictures(n))
}
