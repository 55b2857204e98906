package app

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"unclip/wasm/bridge"
	"unclip/web/history"
	"unclip/web/recipe"
	"unclip/web/session"
)

// workName is where the browser keeps what a reload would interrupt: the
// requests as a small text, under a name for each tab that begins so, their
// pictures in a store of their own.
const workName = "unclip-work"

// rememberWork keeps what a reload would interrupt, and what one has interrupted
// before. A request whose pictures are not kept yet joins when they are.
func (d *Desk) rememberWork() {
	list := append(d.errands(), d.Session.Left...)
	d.releaseInputs(list)
	text := ""
	if len(list) > 0 {
		all, err := json.Marshal(list)
		if err != nil {
			return // cannot happen: the fields are plain
		}
		text = string(all)
	}
	d.host.Remember(d.record, text)
}

// errands lists what is left to do.
func (d *Desk) errands() (list []session.Errand) {
	var before *session.Job
	for _, j := range d.Session.Pending() {
		if len(j.Inputs) < len(j.Sources()) {
			d.keepInputs(j)
			continue
		}
		list = append(list, j.Errand(d.Session.Model.Edition(), before))
		before = j
	}
	return list
}

// returned takes up a page that the browser had put aside: the engine that it
// had is gone, and what that was asked for is offered as after a reload, unless
// another tab has taken it over.
func (d *Desk) returned(taken bool) {
	if taken {
		d.Session.Left = nil
	} else {
		d.Session.Left = append(d.Session.Left, d.errands()...)
	}
	d.Session.Abandon()
}

// keepInputs puts the pictures of a request into the store of work, once.
func (d *Desk) keepInputs(j *session.Job) {
	if j.Keeping {
		return
	}
	j.Keeping = true
	sources, made := j.Sources(), j.Errand("", nil).Recipe
	d.aside(func() {
		var keys []string
		for i, source := range sources {
			now := time.Now()
			e := history.Entry{Key: history.Key(now, made.Request.ID*10+i), Made: now.UnixMilli(), Width: source.Width, Height: source.Height, Recipe: made}
			pixels := source.Pixels.Bytes()
			e.Bytes = len(pixels)
			if err := d.work().Put(context.Background(), history.Item{Entry: e, File: pixels}); err != nil {
				println("page:", err.Error()) // then a reload forgets this request
				return
			}
			keys = append(keys, e.Key)
		}
		d.update(func() { j.Inputs = keys; d.rememberWork() })
	})
}

// releaseInputs deletes the pictures that no request needs any more.
func (d *Desk) releaseInputs(list []session.Errand) {
	var needed, gone []string
	for _, e := range list {
		needed = append(needed, e.Inputs...)
	}
	for _, key := range d.inputs {
		if !slices.Contains(needed, key) {
			gone = append(gone, key)
		}
	}
	d.inputs = needed
	if len(gone) > 0 {
		d.aside(func() { d.work().Delete(context.Background(), gone...) })
	}
}

// recorded reads what rememberWork has written; what cannot be read is let be.
func recorded(text string) (all []session.Errand) {
	var left []session.Errand
	if len(text) > bridge.MaxWaiting*recipe.MaxText || json.Unmarshal([]byte(text), &left) != nil {
		return nil
	}
	for _, e := range left {
		if _, err := recipe.ParseJSON(e.Recipe.JSON()); err == nil {
			all = append(all, e)
		}
	}
	return all
}

// recall takes over what a reload has interrupted, here or in a tab that is gone.
func (d *Desk) recall(text string) {
	for _, e := range recorded(text) {
		if len(d.Session.Left) < bridge.MaxWaiting {
			d.Session.Left = append(d.Session.Left, e)
			d.inputs = append(d.inputs, e.Inputs...)
		}
	}
}

// spared is the age up to which pictures that no record names stay: a tab may be
// about to write them down.
const spared = time.Hour

// sweep deletes the pictures that neither this tab's work needs nor the records of
// others. It blocks.
func (d *Desk) sweep(records []string) {
	var needed, gone []string
	d.attend(func() bool { needed = slices.Clone(d.inputs); return false })
	for _, text := range records {
		for _, e := range recorded(text) {
			needed = append(needed, e.Inputs...)
		}
	}
	all, err := d.work().Entries(context.Background())
	if err != nil {
		println("page:", err.Error())
	}
	for _, e := range all {
		if time.Since(time.UnixMilli(e.Made)) > spared && !slices.Contains(needed, e.Key) {
			gone = append(gone, e.Key)
		}
	}
	if len(gone) > 0 {
		d.work().Delete(context.Background(), gone...)
	}
}

// Resume goes on with what a reload has interrupted.
func (d *Desk) Resume() {
	defer d.guard()
	left := d.Session.Left
	d.aside(func() {
		found := make([]found, len(left))
		for i := range left {
			found[i].wells, found[i].made = d.readInputs(&left[i]), d.readMade(left[i].Sheet)
		}
		d.update(func() { d.goOn(left, found) })
	})
}

// found is what is still there of an errand.
type found struct {
	wells []*session.Well // that go in
	made  []*session.Shot // that came before the reload, by place; nil where none is
}

// goOn asks for the errands, once.
func (d *Desk) goOn(left []session.Errand, found []found) {
	if len(d.Session.Left) == 0 {
		return
	}
	d.Session.Left, d.Session.Notice = nil, ""
	d.source(func() {
		for i := range left {
			if !d.Session.Resume(&left[i], found[i].wells) {
				d.Session.Notice = d.Session.Say.QueueLost
				continue
			}
			d.refill(found[i].made)
		}
	})
	for _, w := range d.Session.Wells {
		d.addThumb(w)
	}
	if m := d.Session.Next(); m != nil {
		d.post(m)
		d.showShot()
		return
	}
	d.rememberWork()
}

// readInputs reads the pictures of an errand; none when one is missing.
func (d *Desk) readInputs(e *session.Errand) []*session.Well {
	if len(e.Inputs) == 0 {
		return nil
	}
	all, err := d.work().Entries(context.Background())
	if err != nil {
		println("page:", err.Error())
	}
	var wells []*session.Well
	for i, key := range e.Inputs {
		at := slices.IndexFunc(all, func(e history.Entry) bool { return e.Key == key })
		pixels, err := d.work().File(context.Background(), key)
		if err != nil || at < 0 || len(pixels) != 4*all[at].Width*all[at].Height {
			return nil
		}
		w := &session.Well{Width: all[at].Width, Height: all[at].Height, Pixels: bridge.Memory(pixels)}
		if i < len(e.Names) {
			w.Name = e.Names[i]
		}
		wells = append(wells, w)
	}
	return wells
}

// readMade reads the pictures of a sheet that are kept in the history, by place.
func (d *Desk) readMade(p *session.Plan) []*session.Shot {
	if p == nil {
		return nil
	}
	all, err := d.album().Entries(context.Background())
	if err != nil {
		println("page:", err.Error())
	}
	made := make([]*session.Shot, len(p.Kept))
	for _, e := range all {
		if i := slices.Index(p.Kept, e.Key); i >= 0 {
			made[i], _ = d.develop(e) // what cannot be read leaves its place empty
		}
	}
	d.readThumbs(p.Kept)
	return made
}

// refill puts pictures of the history back onto the sheet.
func (d *Desk) refill(made []*session.Shot) {
	for _, shot := range made {
		if shot != nil {
			shot.Thumb = d.thumbs[shot.Key]
		}
	}
	d.Session.Refill(made)
}

// addThumb makes the small copy of a picture that goes in.
func (d *Desk) addThumb(w *session.Well) {
	if w == nil {
		return
	}
	d.host.Encode(w.Pixels, w.Width, w.Height, func(_, thumb []byte, _ error) {
		d.update(func() { w.Thumb = d.host.Address(thumb) })
	})
}

// Forget lets go of it.
func (d *Desk) Forget() {
	defer d.guard()
	d.Session.Left = nil
	d.rememberWork()
}
