package app

// Badge says, where it is so, that page and model need no network, or that the
// model lasts for this visit only.
type Badge struct{ Desk *Desk }

// offline says that the next visit needs no network.
func (c *Badge) offline() bool { return c.Desk.pageKept && c.Desk.Session.Kept() }

// Text is blank where there is nothing to promise.
func (c *Badge) Text() string {
	say := c.Desk.Session.Say
	switch {
	case c.offline():
		return say.Offline
	case c.Desk.Session.Fleeting():
		return say.Visit
	}
	return ""
}

// Help says what it means.
func (c *Badge) Help() string {
	if c.offline() {
		return c.Desk.Session.Say.OfflineHelp
	}
	return c.Desk.Session.Say.VisitHelp
}
