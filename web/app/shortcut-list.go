package app

// ShortcutList tells all keys.
type ShortcutList struct{ Desk *Desk }

// KeyLine is a key, or several, with what it does.
type KeyLine struct{ Keys, Does string }

// Lines lists the shortcuts.
func (c *ShortcutList) Lines() []KeyLine {
	say, control := c.Desk.Session.Say, "Ctrl"
	if c.Desk.Apple {
		control = "⌘"
	}
	return []KeyLine{
		{control + " Enter", say.KeyGenerate}, {"Esc", say.KeyCancel}, {"1 – 7", say.KeyModes}, {"R", say.KeySeed},
		{"← →", say.KeyPictures}, {"F", say.KeyFavourite}, {"D", say.KeyDownload}, {"?", say.KeyHelp},
	}
}
