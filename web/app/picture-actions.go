package app

import "unclip/web/session"

// PictureActions is what can be done with the picture on the stage.
type PictureActions struct{ Desk *Desk }

// PictureAction is one button.
type PictureAction struct {
	Name, Icon, Label string
	Pressed           any // "true", "false", or nil for a plain button
	Hidden            bool
	Do                func()
}

// Actions lists the buttons; what makes no sense now is hidden.
func (c *PictureActions) Actions() []PictureAction {
	d, s, say := c.Desk, c.Desk.Session, c.Desk.Session.Say
	shot := s.Shot()
	none := shot == nil
	loved := !none && shot.Favourite
	to := func(m session.Mode) func() { return func() { d.Send(m) } }
	return []PictureAction{
		{"to-sheet", "sheet", say.ShowSheet, nil, none || s.Sheet == nil, d.ShowSheet},
		{"save", "download", c.saveLabel(), nil, false, d.Save},
		{"copy", "copy", say.Copy, nil, none, d.Copy},
		{"link", "link", say.Link, nil, none || !shot.Recipe.FromWords(), d.CopyLink},
		{"share", "share", say.Share, nil, none || !d.host.CanShare(), d.Share},
		{"favourite", "heart", c.loveLabel(loved), yesNo(loved), none, d.Favourite},
		{"info", "details", say.Details, yesNo(d.InfoOpen), none, d.ToggleInfo},
		{"compare", "compare", say.ToCompare, yesNo(s.Other != nil), none, d.Compare},
		{"to-vary", "vary", say.ToVary, nil, none, to(session.Vary)},
		{"to-blend", "blend", say.ToBlend, nil, none, to(session.Blend)},
		{"to-edit", "edit", say.ToEdit, nil, none, to(session.Edit)},
		{"to-probe", "probe", say.ToProbe, nil, none, to(session.Probe)},
	}
}

// saveLabel says whether one picture is saved or the whole sheet.
func (c *PictureActions) saveLabel() string {
	if c.Desk.Session.OnSheet() {
		return c.Desk.Session.Say.SaveSheet
	}
	return c.Desk.Session.Say.Download
}

func (c *PictureActions) loveLabel(loved bool) string {
	if loved {
		return c.Desk.Session.Say.Unfavourite
	}
	return c.Desk.Session.Say.Favourite
}
