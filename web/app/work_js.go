package app

import (
	"math/rand/v2"
	"syscall/js"
	"time"

	"unclip/wasm/install"
	"unclip/web/history"
)

// claimWork gives the tab a record of its work, which no other tab takes over
// while this one lives, and takes over those of tabs that are gone. Without locks
// all tabs share one record.
func (b *browser) claimWork(d *Desk) {
	if !navigator().Get("locks").Truthy() {
		d.recall(recalled(workName))
		return
	}
	d.record = workName + "-" + history.Key(time.Now(), rand.IntN(10000))
	holdWork(d)
	d.aside(func() {
		for _, name := range remembered(workName) {
			b.adopt(d, name)
		}
		var records []string
		for _, name := range remembered(workName) {
			records = append(records, recalled(name))
		}
		d.sweep(records)
	})
}

// holdWork holds the lock of the tab's record; boot.js lets go of it when the
// browser puts the page aside.
func holdWork(d *Desk) { js.Global().Call("unclipHold", d.record) }

// adopt takes a record over whose tab is gone. It stays until this tab's own holds
// what was in it: a tab that starts at the same time always finds one of them.
func (b *browser) adopt(d *Desk, name string) {
	if name == d.record {
		return
	}
	release, free := install.FreeWebLock(name)
	if !free {
		return
	}
	d.update(func() {
		d.recall(recalled(name))
		d.rememberWork()
	})
	b.Remember(name, "")
	release()
}

// takenWork says that another tab has taken over what the tab had left.
func takenWork(d *Desk) bool { return memory().Truthy() && recalled(d.record) == "" }
