package app

// ShortcutList tells all keys.
type ShortcutList struct{ Desk *Desk }

// KeyLine is a key, or several, with what it does.
type KeyLine struct{ Keys, Does string }

// Lines lists the shortcuts.
func (c *ShortcutList) Lines() []KeyLine {
	say := c.Desk.Session.Say
	return []KeyLine{
		{"Ctrl Enter", say.KeyGenerate}, {"Esc", say.KeyCancel}, {"1 – 7", say.KeyModes}, {"R", say.KeySeed},
		{"← →", say.KeyPictures}, {"F", say.KeyFavourite}, {"D", say.KeyDownload}, {"?", say.KeyHelp},
	}
}
