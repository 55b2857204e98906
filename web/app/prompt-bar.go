package app

import (
	"fmt"

	"unclip/web/session"
)

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

// Editing says that a caption to start from can be given.
func (c *PromptBar) Editing() bool {
	s := c.Desk.Session
	return s.Mode == session.Edit && s.Choices.Method == session.Words
}

// LabelClass hides the label where the prompt's place says enough.
func (c *PromptBar) LabelClass() string {
	if c.Desk.Session.Mode == session.Create {
		return "unseen"
	}
	return "from-label"
}

// CanAdd says that a picture can be asked for while work goes on.
func (c *PromptBar) CanAdd() bool { return c.Desk.Session.Busy() && c.Desk.Session.Addable() }

// Counted says that the model's tokenizer is here and has something to count.
func (c *PromptBar) Counted() bool { return c.Desk.tokens.known && c.Desk.Session.Prompt != "" }

// Count is how many tokens of the model's room the prompt takes.
func (c *PromptBar) Count() string {
	t, say := c.Desk.tokens, c.Desk.Session.Say
	return fmt.Sprintf(say.Tokens, say.Whole(t.used), say.Whole(t.room))
}

// CountClass warns when words are cut off.
func (c *PromptBar) CountClass() string {
	if c.Desk.tokens.cut != "" {
		return "over"
	}
	return ""
}

// Cut is the words that the model will not read.
func (c *PromptBar) Cut() string {
	if cut := c.Desk.tokens.cut; cut != "" {
		return fmt.Sprintf(c.Desk.Session.Say.TokensCut, cut)
	}
	return ""
}
