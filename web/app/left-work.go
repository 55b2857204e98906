package app

import "fmt"

// LeftWork offers to go on with what a reload has interrupted.
type LeftWork struct{ Desk *Desk }

// Label says how much that is.
func (c *LeftWork) Label() string {
	n := 0
	for _, e := range c.Desk.Session.Left {
		n += e.Recipe.Request.Count
	}
	return fmt.Sprintf(c.Desk.Session.Say.QueueResume, c.Desk.pictures(n))
}
