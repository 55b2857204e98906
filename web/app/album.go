package app

import (
	"context"
	"errors"
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
	d.aside(func() {
		shot, err := d.develop(e)
		d.update(func() {
			if err != nil {
				d.amiss(err, e.Key)
				return
			}
			d.show(shot)
		})
	})
}

// amiss tells why the history did not do what it was asked to with pictures.
func (d *Desk) amiss(err error, keys ...string) {
	println("page:", err.Error())
	say := d.Session.Say
	switch {
	case errors.Is(err, history.ErrMissing):
		d.Session.Album.Remove(keys...)
		d.Session.Notice = say.PictureGone
	case errors.Is(err, history.ErrStore):
		d.Session.Notice = say.HistoryStuck
	default:
		d.Session.Notice = say.PictureBad
	}
}

// develop reads a picture of the history. It blocks.
func (d *Desk) develop(e history.Entry) (*session.Shot, error) {
	file, err := d.album().File(context.Background(), e.Key)
	if err != nil {
		return nil, err
	}
	w, err := d.decoded(file)
	if err != nil {
		return nil, err
	}
	shot := d.shotOf(w, &e.Recipe)
	shot.Key, shot.Favourite = e.Key, e.Favourite
	shot.StageMillis = map[string]float64{"all": e.Millis}
	return shot, nil
}

// show puts a picture of the history onto the stage.
func (d *Desk) show(shot *session.Shot) {
	shot.Thumb = d.thumbs[shot.Key]
	d.Session.Put(shot)
	d.Enter(session.Create)
	d.restore(&shot.Recipe)
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
}

// mark marks an entry, or takes the mark away; what the history does not take
// over does not stay on the page.
func (d *Desk) mark(e history.Entry, favourite bool) {
	e.Favourite = favourite
	d.showMark(e)
	d.marking++
	d.aside(func() {
		err := d.album().Mark(context.Background(), e)
		d.update(func() {
			d.marking--
			d.Session.Album.Changes++
			if err != nil {
				e.Favourite = !favourite
				d.showMark(e)
				d.amiss(err, e.Key)
			}
		})
	})
}

// showMark shows whether an entry is marked, in the history and on its picture.
func (d *Desk) showMark(e history.Entry) {
	d.Session.Album.Add(e)
	for _, shot := range d.Session.Shots {
		if shot.Key == e.Key {
			shot.Favourite = e.Favourite
		}
	}
}

// AskDelete asks before a picture is deleted.
func (d *Desk) AskDelete(e history.Entry) { d.ask(session.AskOne, e) }

// AskPrune asks before the oldest pictures are deleted.
func (d *Desk) AskPrune() { d.ask(session.AskOldest, d.Session.Album.Prunable()...) }

// AskClear asks before all of the history is deleted.
func (d *Desk) AskClear() { d.ask(session.AskAll, d.Session.Album.Entries...) }

func (d *Desk) ask(question string, entries ...history.Entry) {
	d.Session.Album.Ask(question, entries...)
	d.host.Focus("delete-no")
}

// Answer deletes what was asked about, or keeps it.
func (d *Desk) Answer(yes bool) {
	defer d.guard()
	keys := d.Session.Album.Doomed
	d.Session.Album.Ask("")
	if !yes {
		d.host.FocusBack()
		return
	}
	d.aside(func() { d.remove(keys) })
	d.host.Focus("search")
}

func (d *Desk) remove(keys []string) {
	err := d.album().Delete(context.Background(), keys...)
	d.update(func() {
		if err != nil {
			d.amiss(err)
			return
		}
		d.Session.Album.Remove(keys...)
	})
	d.measure()
}

// Export offers the whole history as one file.
func (d *Desk) Export() {
	all := slices.Clone(d.Session.Album.Entries)
	d.aside(func() {
		var archive history.Archive
		n := 0
		for _, e := range all {
			file, err := d.album().File(context.Background(), e.Key)
			if err != nil {
				println("page:", err.Error())
				continue
			}
			archive.Add(history.Item{Entry: e, File: file})
			n++
		}
		d.host.Offer(archive.Bytes(), "unclip-history.zip", "application/zip")
		d.update(func() { d.told(n, len(all), d.Session.Say.Exported, d.Session.Say.ExportedSome) })
	})
}

// told tells how many of several pictures an export or an import has taken.
func (d *Desk) told(n, of int, whole, part string) {
	say := d.Session.Say
	d.Session.Notice = fmt.Sprintf(whole, d.pictures(n))
	if n < of {
		d.Session.Notice = fmt.Sprintf(part, say.Whole(n), say.Whole(of))
	}
}

// pictures counts pictures in words.
func (d *Desk) pictures(n int) string { return d.Session.Say.Counted(n, d.Session.Say.Pictures) }

// importAlbum adds the pictures of an exported file to the history, and goes on
// behind those that cannot be read. It blocks.
func (d *Desk) importAlbum(file []byte) {
	items, err := history.Import(file)
	if err != nil {
		println("page:", err.Error())
		d.update(func() { d.Session.Notice = d.Session.Say.ImportBad })
		return
	}
	done := 0
	for _, item := range items {
		if err := d.importItem(item); err != nil {
			println("page:", err.Error())
			continue
		}
		done++
	}
	d.update(func() {
		d.told(done, len(items), d.Session.Say.Imported, d.Session.Say.ImportedSome)
		d.loadThumbs()
	})
}

// importItem adds a picture of an exported file; one that is there already keeps
// its mark. It blocks.
func (d *Desk) importItem(item history.Item) error {
	w, err := d.decoded(item.File)
	if err != nil {
		return err
	}
	if item.Thumb, err = d.thumbOf(w); err != nil {
		return err
	}
	d.attend(func() bool {
		if old := d.Session.Album.Entry(item.Key); old != nil {
			item.Favourite = old.Favourite
		}
		return false
	})
	if err := d.album().Put(context.Background(), item); err != nil {
		return err
	}
	d.update(func() { d.Session.Album.Add(item.Entry) })
	return nil
}

// decoded waits for a picture's pixels.
func (d *Desk) decoded(file []byte) (*session.Well, error) {
	type read struct {
		well *session.Well
		err  error
	}
	result := make(chan read, 1)
	d.host.Decode(file, func(w *session.Well, err error) { result <- read{w, err} })
	r := <-result
	return r.well, r.err
}

// thumbOf waits for a picture's small copy.
func (d *Desk) thumbOf(w *session.Well) ([]byte, error) {
	var thumb []byte
	err := await(func(done func(error)) {
		d.host.Encode(w.Pixels, w.Width, w.Height, func(_, small []byte, err error) { thumb = small; done(err) })
	})
	return thumb, err
}
