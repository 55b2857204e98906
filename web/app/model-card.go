package app

import (
	"fmt"

	"unclip/wasm/bridge"
	"unclip/web/words"
)

// ModelCard shows where the model is, and takes it in or deletes it.
type ModelCard struct{ Desk *Desk }

// Say is the page's language.
func (c *ModelCard) Say() words.Voice { return c.Desk.Session.Say }

// Status is the progress of what goes on with the model.
func (c *ModelCard) Status() string {
	if c.Desk.Session.Phase == bridge.Installing {
		return c.Desk.Session.Status()
	}
	return ""
}

// Spoken is what assistive technology says of it, once in each stage. The view
// tells notices by itself.
func (c *ModelCard) Spoken() string {
	if s := c.Desk.Session; s.Phase == bridge.Installing && s.Notice == "" {
		return s.Announcement()
	}
	return ""
}

// Question is what is asked before the model is deleted.
func (c *ModelCard) Question() string {
	s := c.Desk.Session
	return fmt.Sprintf(s.Say.RemoveAsk, s.Say.Bytes(max(s.Storage.Kept, s.Model.CachedBytes)))
}

// Problem is what is wrong with it.
func (c *ModelCard) Problem() words.Problem {
	if p := c.Desk.Session.Problem; p != nil {
		return *p
	}
	return words.Problem{}
}
