package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"unclip/web/history"
	"unclip/web/pngtext"
	"unclip/web/session"
)

// keep puts the newest picture into the history and gives it a small copy. The
// page must be locked, so that the picture is the one that has just come.
func (d *Desk) keep() {
	shots, model := d.Session.Shots, d.Session.Model.Name
	if len(shots) == 0 {
		return
	}
	shot, now := shots[len(shots)-1], time.Now()
	d.host.Encode(shot.Pixels, shot.Width, shot.Height, func(file, thumb []byte, err error) {
		defer d.caught()
		if err == nil {
			d.update(func() { shot.Thumb = d.host.Address(thumb) })
			file, err = sign(file, shot, model)
		}
		if err == nil {
			err = d.store(shot, now, history.Item{File: file, Thumb: thumb})
		}
		if err != nil {
			println("page:", err.Error())
			d.update(func() { d.Session.Notice = d.Session.Say.HistoryFailed })
		}
	})
}

// store writes a picture with its files into the history. A mark that the
// visitor has made meanwhile is written behind it.
func (d *Desk) store(shot *session.Shot, now time.Time, item history.Item) error {
	item.Entry = history.Entry{Key: history.Key(now, shot.ID*10+shot.Index), Made: now.UnixMilli(), Width: shot.Width, Height: shot.Height,
		Bytes: len(item.File), Millis: shot.Millis(), Recipe: shot.Recipe}
	if err := d.album().Put(context.Background(), item); err != nil {
		return err
	}
	d.update(func() {
		shot.Key = item.Key
		d.thumbs[item.Key] = shot.Thumb
		d.Session.Album.Add(item.Entry)
		if shot.Favourite {
			d.mark(item.Entry, true)
		}
		d.rememberWork()
	})
	return nil
}

// sign writes into a PNG file how its picture was made, by the model of a name.
func sign(file []byte, shot *session.Shot, model string) ([]byte, error) {
	return pngtext.Sign(file, &shot.Picture, &shot.Recipe, model)
}

// openAlbum reads the history when the page starts, and when the visitor looks at
// it: other tabs add to it and delete from it. What this tab changes meanwhile is
// read once more, as it is for who looks while it is being read. It blocks.
func (d *Desk) openAlbum() {
	a, stale := &d.Session.Album, true
	d.attend(func() bool {
		if stale = !d.reading; !stale {
			a.Changes++
		}
		d.reading = true
		return false
	})
	for stale {
		before := 0
		d.attend(func() bool { before = a.Changes; return false })
		all, err := d.album().Entries(context.Background())
		lasts := d.album().Lasts()
		if err != nil {
			println("page:", err.Error())
		}
		d.update(func() {
			a.Passing = !lasts
			if stale = err == nil && (a.Changes != before || d.marking > 0); err == nil && !stale {
				a.Entries = all
			}
			d.reading = stale
			d.loadThumbs()
		})
	}
}

// opener returns what opens a store of pictures once. Opening blocks.
func (d *Desk) opener(name string) func() history.Store {
	return sync.OnceValue(func() history.Store {
		opened := make(chan history.Store, 1)
		d.host.Album(name, func(s history.Store) { opened <- s })
		return <-opened
	})
}

// loadThumbs reads the small copies that the history is about to show.
func (d *Desk) loadThumbs() {
	if d.Session.Mode != session.History {
		return
	}
	var missing []string
	for _, e := range d.Session.Album.Found() {
		if d.thumbs[e.Key] == "" {
			missing = append(missing, e.Key)
		}
	}
	if len(missing) > 0 {
		d.aside(func() { d.readThumbs(missing) })
	}
}

func (d *Desk) readThumbs(keys []string) {
	found := map[string]string{}
	for _, key := range keys {
		if thumb, err := d.album().Thumb(context.Background(), key); err == nil && len(thumb) > 0 {
			found[key] = d.host.Address(thumb)
		}
	}
	d.update(func() {
		for key, address := range found {
			d.thumbs[key] = address
		}
	})
}

// used says how much of the device the site uses, or nothing when unknown.
func (d *Desk) used() string {
	a, say := &d.Session.Album, d.Session.Say
	if a.Quota <= 0 {
		return ""
	}
	return fmt.Sprintf(say.Used, say.Bytes(int(a.Used)), say.Bytes(int(a.Quota)))
}

// measure asks for the site's share of the device.
func (d *Desk) measure() {
	d.host.Space(func(used, quota int64, kept bool) {
		d.update(func() {
			a := &d.Session.Album
			a.Used, a.Quota, a.Kept = used, quota, kept
		})
	})
}
