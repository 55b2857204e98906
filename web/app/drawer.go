package app

import "strconv"

// Drawer holds the settings: a column on a desktop, a sheet on a phone.
type Drawer struct{ Desk *Desk }

// Class says whether the sheet is open on a phone.
func (c *Drawer) Class() string {
	if c.Desk.DrawerOpen {
		return "drawer open"
	}
	return "drawer"
}

// Expanded says whether the rest of the settings shows.
func (c *Drawer) Expanded() string { return yesNo(c.Desk.MoreOpen) }

// MoreLabel is the text of the button that shows the rest.
func (c *Drawer) MoreLabel() string {
	if c.Desk.MoreOpen {
		return c.Desk.Session.Say.Less
	}
	return c.Desk.Session.Say.More
}

// Size is the chosen side in pixels.
func (c *Drawer) Size() string { return strconv.Itoa(c.Desk.Session.Choices.Size) }
