package app

import "time"

// rest is how long a dial must stand still before its picture is made whole.
const rest = 600 * time.Millisecond

// follow lets the stage follow a dial: drafts while it moves, the whole picture
// when it rests.
func (d *Desk) follow(dial string) {
	if !d.Session.Follows(dial) {
		return
	}
	d.pursue(dial, true)
	if d.resting != nil {
		d.resting.Stop()
	}
	d.resting = time.AfterFunc(rest, func() { d.update(func() { d.pursue(dial, false) }) })
}

// pursue asks for the picture that a dial points at.
func (d *Desk) pursue(dial string, draft bool) {
	if m := d.Session.Follow(dial, draft); m != nil {
		d.quarto = 0
		d.host.Post(m)
	} else if !draft {
		d.showShot()
	}
}
