package app

import (
	"context"
	"fmt"
	"slices"

	"unclip/web/history"
	"unclip/web/session"
)

// Search takes the words that the history is searched for.
func (d *Desk) Search(text string) {
	defer d.guard()
	d.Session.Album.Query = clip(text)
	d.loadThumbs()
}

// OnlyFavourites leaves the others out of the history, or not.
func (d *Desk) OnlyFavourites(yes bool) {
	defer d.guard()
	d.Session.Album.Favourites = yes
	d.loadThumbs()
}

// ShowMore shows more of the history.
func (d *Desk) ShowMore() {
	defer d.guard()
	d.Session.Album.Shown = len(d.Session.Album.Found()) + 60
	d.loadThumbs()
}

// OpenEntry puts a picture of the history onto the stage, with its settings.
func (d *Desk) OpenEntry(e history.Entry) {
	go func() {
		shot, err := d.develop(e)
		d.update(func() {
			if err != nil {
				d.Session.Notice = d.Session.Say.PictureBad
				return
			}
			d.show(shot)
		})
	}()
}

// develop reads a picture of the history. It blocks.
func (d *Desk) develop(e history.Entry) (*session.Shot, error) {
	file, err := d.album().File(context.Background(), e.Key)
	if err != nil {
		return nil, err
	}
	type read struct {
		well *session.Well
		err  error
	}
	result := make(chan read, 1)
	d.host.Decode(file, func(w *session.Well, err error) { result <- read{w, err} })
	r := <-result
	if r.err != nil {
		return nil, r.err
	}
	shot := d.shotOf(r.well, &e.Recipe)
	shot.Key, shot.Favourite = e.Key, e.Favourite
	return shot, nil
}

// show puts a picture of the history onto the stage.
func (d *Desk) show(shot *session.Shot) {
	shot.Thumb = d.thumbs[shot.Key]
	d.Session.Put(shot)
	d.Enter(session.Create)
	d.Session.Restore(&shot.Recipe)
	d.count()
	d.showShot()
}

// Favourite marks the picture on the stage, or takes the mark away.
func (d *Desk) Favourite() {
	defer d.guard()
	shot := d.Session.Shot()
	if shot == nil {
		return
	}
	shot.Favourite = !shot.Favourite
	if e := d.Session.Album.Entry(shot.Key); e != nil {
		d.mark(*e, shot.Favourite)
	}
}

// MarkEntry marks a picture of the history, or takes the mark away.
func (d *Desk) MarkEntry(e history.Entry) {
	defer d.guard()
	d.mark(e, !e.Favourite)
	for _, shot := range d.Session.Shots {
		if shot.Key == e.Key {
			shot.Favourite = !e.Favourite
		}
	}
}

func (d *Desk) mark(e history.Entry, favourite bool) {
	e.Favourite = favourite
	d.Session.Album.Add(e)
	go func() {
		if err := d.album().Mark(context.Background(), e); err != nil {
			d.update(func() { d.Session.Notice = d.Session.Say.HistoryFailed })
		}
	}()
}

// AskDelete asks before a picture is deleted.
func (d *Desk) AskDelete(key string) {
	d.Session.Album.Asking, d.Session.Album.Pruning = key, false
	d.host.Focus("delete-no")
}

// AskPrune asks before the oldest pictures are deleted.
func (d *Desk) AskPrune() {
	d.Session.Album.Asking, d.Session.Album.Pruning = "prune", true
	d.host.Focus("delete-no")
}

// Answer deletes what was asked about, or keeps it.
func (d *Desk) Answer(yes bool) {
	defer d.guard()
	a := &d.Session.Album
	keys := []string{a.Asking}
	if a.Pruning {
		keys = nil
		for _, e := range a.Prunable() {
			keys = append(keys, e.Key)
		}
	}
	a.Asking, a.Pruning = "", false
	if !yes {
		d.host.FocusBack()
		return
	}
	go d.remove(keys)
	d.host.Focus("search")
}

func (d *Desk) remove(keys []string) {
	err := d.album().Delete(context.Background(), keys...)
	d.update(func() {
		if err != nil {
			d.Session.Notice = d.Session.Say.HistoryFailed
			return
		}
		d.Session.Album.Remove(keys...)
	})
	d.measure()
}

// Export offers the whole history as one file.
func (d *Desk) Export() {
	all := slices.Clone(d.Session.Album.Entries)
	go func() {
		var archive history.Archive
		n := 0
		for _, e := range all {
			if file, err := d.album().File(context.Background(), e.Key); err == nil {
				archive.Add(history.Item{Entry: e, File: file})
				n++
			}
		}
		d.host.Offer(archive.Bytes(), "unclip-history.zip", "application/zip")
		d.update(func() { d.Session.Notice = fmt.Sprintf(d.Session.Say.Exported, d.pictures(n)) })
	}()
}

// pictures counts pictures in words.
func (d *Desk) pictures(n int) string { return d.Session.Say.Counted(n, d.Session.Say.Pictures) }

// importAlbum adds the pictures of an exported file to the history.
func (d *Desk) importAlbum(file []byte) {
	items, err := history.Import(file)
	if err != nil {
		println("page:", err.Error())
		d.update(func() { d.Session.Notice = d.Session.Say.ImportBad })
		return
	}
	d.importNext(items, 0)
}

// importNext adds one item after the other; each needs a small copy.
func (d *Desk) importNext(items []history.Item, done int) {
	if done == len(items) {
		d.update(func() {
			d.Session.Notice = fmt.Sprintf(d.Session.Say.Imported, d.pictures(done))
			d.loadThumbs()
		})
		return
	}
	item := items[done]
	d.host.Decode(item.File, func(w *session.Well, err error) {
		if err != nil {
			d.update(func() { d.Session.Notice = d.Session.Say.ImportBad })
			return
		}
		d.host.Encode(w.Pixels, w.Width, w.Height, func(_, thumb []byte, err error) {
			item.Thumb = thumb
			if err == nil {
				err = d.album().Put(context.Background(), item)
			}
			if err != nil {
				d.update(func() { d.Session.Notice = d.Session.Say.HistoryFailed })
				return
			}
			d.update(func() { d.Session.Album.Add(item.Entry) })
			d.importNext(items, done+1)
		})
	})
}
