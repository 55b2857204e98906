package app

import (
	"context"
	"time"

	"unclip/wasm/bridge"
)

// Listen takes in the engine's messages until ctx ends.
func (d *Desk) Listen(ctx context.Context, in *bridge.Mailbox) {
	for {
		m, err := in.Take(ctx)
		if err != nil {
			return
		}
		d.receive(m)
	}
}

func (d *Desk) receive(m bridge.Message) {
	switch m := m.(type) {
	case *bridge.Progress:
		d.progress(m)
	case *bridge.Preview:
		d.attend(func() bool { return !d.Session.Drafting() && d.preview(m) }) // a draft shows its end only
	case *bridge.Picture:
		d.attend(func() bool { return d.picture(m) })
	case *bridge.State:
		d.update(func() {
			d.Session.Apply(m)
			d.openLeft()
			d.rested()
			d.rememberWork()
			d.count()
			d.look()
		})
	default:
		d.update(func() { d.Session.Apply(m) })
	}
}

// picture takes in a finished picture, or shows a draft, and says whether the
// page is to be rendered.
func (d *Desk) picture(m *bridge.Picture) bool {
	if d.Session.Drafting() {
		return d.preview(&bridge.Preview{ID: m.ID, Step: m.Request.Steps, Width: m.Width, Height: m.Height, Pixels: m.Pixels})
	}
	d.Session.Apply(m)
	d.showNew(m)
	d.rememberWork()
	d.keep()
	d.treasure()
	return true
}

// showNew draws a finished picture where the stage has a place for it.
func (d *Desk) showNew(m *bridge.Picture) {
	if d.Session.OnSheet() {
		d.showCell(m.Index, m.Pixels, m.Width, m.Height)
		return
	}
	d.showShot()
}

// rested sends the next request when the engine is ready for one.
func (d *Desk) rested() {
	if m := d.Session.Next(); m != nil {
		d.post(m)
		return
	}
	if !d.Session.OnSheet() {
		d.showShot()
	}
}

// showCell draws into the place of the sheet that is being made.
func (d *Desk) showCell(index int, p bridge.Pixels, width, height int) {
	h := d.Session.Sheet
	if i := d.Session.PlaceOf(index); i >= 0 {
		d.host.ShowCell(i, h.Columns, h.Rows(), p, width, height)
	}
}

// preview draws a forming picture straight onto the canvas; only the first one
// of a picture needs a render, to take the poster away.
func (d *Desk) preview(m *bridge.Preview) (render bool) {
	render = !d.Session.Forming()
	if render {
		d.Session.Apply(m)
	}
	switch {
	case !d.Session.Forming() || !d.due(m):
	case d.Session.OnSheet():
		d.showCell(m.Index, m.Pixels, m.Width, m.Height)
	default:
		d.host.Show(m.Pixels, m.Width, m.Height)
	}
	return render
}

// due thins previews out to four a picture for visitors who want little motion.
func (d *Desk) due(m *bridge.Preview) bool {
	if !d.Calm {
		return true
	}
	if m.Index != d.calmed {
		d.quarto, d.calmed = 0, m.Index
	}
	quarter := 4 * m.Step / max(1, d.Session.Steps())
	if quarter < d.quarto {
		return false
	}
	d.quarto = quarter + 1
	return true
}

// progress takes in a count, and renders at most five times a second.
func (d *Desk) progress(m *bridge.Progress) {
	d.env.Lock()
	d.Session.Apply(m)
	wait, armed := d.pacer.ask(time.Now().UnixNano())
	switch {
	case wait <= 0:
		d.env.UnlockRender()
	case armed:
		d.env.UnlockOnly()
	default:
		d.env.UnlockOnly()
		time.AfterFunc(wait, func() { d.update(func() {}) })
	}
}

// pace is the time between renders of progress.
const pace = 200 * time.Millisecond

// pacer spaces renders out. It is guarded by the page's lock. Times are
// nanoseconds: a time.Time here would bring all its methods into the binary.
type pacer struct {
	last    int64
	waiting bool
}

// ask returns zero or less if a render may happen now, which it then counts as
// happened; else how long to wait, and whether somebody waits already.
func (p *pacer) ask(now int64) (wait time.Duration, armed bool) {
	wait = time.Duration(p.last + int64(pace) - now)
	if wait <= 0 {
		p.rendered(now)
		return wait, false
	}
	armed, p.waiting = p.waiting, true
	return wait, armed
}

// rendered notes that a render was asked for.
func (p *pacer) rendered(now int64) { p.last, p.waiting = now, false }
