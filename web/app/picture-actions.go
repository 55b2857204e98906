package app

// PictureActions is what can be done with the picture on the stage.
type PictureActions struct{ Desk *Desk }

// SaveLabel says whether one picture is saved or the whole sheet.
func (c *PictureActions) SaveLabel() string {
	if c.Desk.Session.OnSheet() {
		return c.Desk.Session.Say.SaveSheet
	}
	return c.Desk.Session.Say.Download
}
