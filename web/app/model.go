package app

import (
	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
)

// ForVisit takes the model that there is no room for, until the page closes.
func (d *Desk) ForVisit() {
	defer d.guard()
	d.postIf(d.Session.ForVisit())
}

// ChooseModel takes the files of the model that were picked.
func (d *Desk) ChooseModel(input js.Value) {
	defer d.guard()
	d.postIf(d.Session.Import(d.host.Picked(input)))
}

// AskRemove asks before the model is deleted.
func (d *Desk) AskRemove() {
	d.Removing = true
	d.host.Focus("remove-no")
}

// Remove deletes the model, or keeps it.
func (d *Desk) Remove(yes bool) {
	defer d.guard()
	d.Removing = false
	if !yes {
		d.host.FocusBack()
		return
	}
	d.postIf(d.Session.Remove())
	d.host.Focus("import-files")
}

// AskReset asks before the browser's storage is reset.
func (d *Desk) AskReset() {
	d.Resetting = true
	d.host.Focus("reset-no")
}

// Reset deletes what does not open, or leaves it.
func (d *Desk) Reset(yes bool) {
	defer d.guard()
	d.Resetting = false
	if !yes {
		d.host.FocusBack()
		return
	}
	d.postIf(d.Session.Reset())
	d.host.Focus("import-files")
}

func (d *Desk) postIf(m bridge.Message) {
	if m != nil {
		d.post(m)
	}
}

// keeps says that a message brings a model that is to outlive the page.
func keeps(m bridge.Message) bool {
	switch m := m.(type) {
	case *bridge.Install:
		return m.Place == bridge.OnDevice
	case *bridge.Import:
		return m.Place == bridge.OnDevice
	}
	return false
}

// AskKeep asks the browser not to clear this site's data, and shows its answer.
func (d *Desk) AskKeep() {
	defer d.guard()
	d.host.Persist(d.measure)
}

// treasure asks so behind the first picture of a visit: then there is something
// to lose, and browsers that decide by themselves have seen the page in use.
func (d *Desk) treasure() {
	if len(d.Session.Shots) == 1 && !d.Session.Album.Kept {
		d.host.Persist(func() {})
	}
}

// look finds out whether the page itself is kept, once the model is.
func (d *Desk) look() {
	if !d.Session.Kept() {
		return
	}
	d.host.PageKept(func(yes bool) { d.update(func() { d.pageKept = yes }) })
}
