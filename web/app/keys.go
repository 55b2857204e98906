package app

import (
	"unclip/wasm/bridge"
	"unclip/web/session"
)

// Key is a key press anywhere on the page.
type Key struct {
	Name    string // as in KeyboardEvent.key
	Control bool   // Ctrl or ⌘
	Alt     bool
	Typing  bool // the focus is where letters are typed
}

// typed says that letters are typed into an element with a tag, or choose there.
func typed(tag string) bool { return tag == "TEXTAREA" || tag == "INPUT" || tag == "SELECT" }

// Shortcut returns what a key does, or nil when it does nothing here.
func (d *Desk) Shortcut(k Key) func() {
	switch {
	case d.HelpOpen && k.Name != "Escape":
		return nil // the list is in front of what the keys are for
	case k.Control && k.Name == "Enter":
		return d.pressMake
	case k.Name == "Escape":
		return d.escape
	case k.Control || k.Alt || k.Typing:
		return nil
	}
	if len(k.Name) == 1 && k.Name >= "1" && k.Name <= "7" {
		return func() { d.Enter(session.Modes[k.Name[0]-'1']) }
	}
	switch k.Name {
	case "?":
		return d.OpenHelp
	case "r", "R":
		return d.NewSeed
	case "f", "F":
		return d.Favourite
	case "d", "D":
		return d.Save
	case "ArrowLeft": // the strip has the newest first
		return func() { d.Select(d.Session.Selected + 1) }
	case "ArrowRight":
		return func() { d.Select(d.Session.Selected - 1) }
	}
	return nil
}

// pressMake presses the main button where that starts a picture.
func (d *Desk) pressMake() {
	switch {
	case d.Session.Phase == bridge.Ready && !d.Session.Busy():
		d.Press()
	case d.Session.Addable():
		d.Add()
	}
}

// escape closes what is open, else cancels what is going on.
func (d *Desk) escape() {
	defer d.guard()
	switch {
	case d.HelpOpen:
		d.CloseHelp()
	case d.Removing:
		d.Remove(false)
	case d.Session.Album.Asking != "":
		d.Answer(false)
	case d.DrawerOpen:
		d.DrawerOpen = false
	case d.Session.Problem != nil:
		d.Dismiss()
	default:
		if m := d.Session.Cancel(); m != nil {
			d.host.Post(m)
		}
	}
}
