package app

import "unclip/web/session"

// Key is a key press anywhere on the page.
type Key struct {
	Name    string // as in KeyboardEvent.key
	Control bool   // Ctrl or ⌘
	Alt     bool
	Shift   bool
	Typing  bool // the focus is where letters are typed
	Arrows  bool // the focus is where arrows move something
	Touch   bool // the focus is in the prompt of a device without a mouse
}

// takes says whether letters, and arrows, are for the element that has the focus.
func takes(tag, kind string) (letters, arrows bool) {
	switch {
	case tag == "TEXTAREA" || tag == "SELECT":
		return true, true
	case tag != "INPUT" || kind == "checkbox" || kind == "file":
		return false, false
	case kind == "range" || kind == "radio":
		return false, true
	}
	return true, true
}

// Shortcut returns what a key does, or nil when it does nothing here.
func (d *Desk) Shortcut(k Key) func() {
	switch {
	case d.HelpOpen && k.Name != "Escape":
		return nil // the list is in front of what the keys are for
	case k.Name == "Enter" && (k.Control || k.Touch && !k.Shift):
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
	case "ArrowLeft", "ArrowRight":
		if !k.Arrows {
			return func() { d.walk((k.Name == "ArrowRight") != d.Session.Say.Right) }
		}
	}
	return nil
}

// walk selects the next picture along the strip, which has the newest first, or
// goes back.
func (d *Desk) walk(on bool) {
	switch at := d.Session.Selected; {
	case at == session.Live && on:
		d.Select(len(d.Session.Shots) - 1)
	case at == session.Live:
	case on:
		d.Select(at - 1)
	default:
		d.Select(at + 1)
	}
}

// pressMake presses the main button where that starts a picture, be it one that
// waits for the model.
func (d *Desk) pressMake() {
	switch a := d.Session.Action(); {
	case !d.Session.Mode.Works():
	case a == session.Make || a == session.Get && d.Session.Prompt != "":
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
	case d.Resetting:
		d.Reset(false)
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
