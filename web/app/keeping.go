package app

import (
	"context"
	"time"

	"unclip/web/history"
	"unclip/web/pngtext"
	"unclip/web/session"
)

// keep puts the newest picture into the history and gives it a small copy.
func (d *Desk) keep() {
	shots := d.Session.Shots
	if len(shots) == 0 {
		return
	}
	shot := shots[len(shots)-1]
	d.host.Encode(shot.Pixels, shot.Width, shot.Height, func(file, thumb []byte, err error) {
		if err == nil {
			d.update(func() { shot.Thumb = d.host.Address(thumb) })
			file, err = d.sign(file, shot)
		}
		if err == nil && d.album != nil {
			err = d.store(shot, file, thumb)
		}
		if err != nil {
			println("page:", err.Error())
			d.update(func() { d.Session.Notice = d.Session.Say.HistoryFailed })
		}
	})
}

// store writes a picture into the history.
func (d *Desk) store(shot *session.Shot, file, thumb []byte) error {
	now := time.Now()
	e := history.Entry{Key: history.Key(now, shot.ID*10+shot.Index), Made: now.UnixMilli(), Width: shot.Width, Height: shot.Height,
		Bytes: len(file), Recipe: shot.Recipe, Favourite: shot.Favourite}
	if err := d.album.Put(context.Background(), history.Item{Entry: e, File: file, Thumb: thumb}); err != nil {
		return err
	}
	d.update(func() {
		shot.Key = e.Key
		d.thumbs[e.Key] = shot.Thumb
		d.Session.Album.Add(e)
	})
	return nil
}

// sign writes into a PNG file how its picture was made.
func (d *Desk) sign(file []byte, shot *session.Shot) ([]byte, error) {
	return pngtext.Sign(file, &shot.Picture, &shot.Recipe, d.Session.Model.Name)
}

// openAlbum reads the history when the page starts.
func (d *Desk) openAlbum() {
	d.host.Album("unclip-history", func(s history.Store) {
		all, err := s.Entries(context.Background())
		if err != nil {
			println("page:", err.Error())
		}
		d.update(func() { d.album, d.Session.Album.Entries = s, all; d.loadThumbs() })
	})
}

// loadThumbs reads the small copies that the history is about to show.
func (d *Desk) loadThumbs() {
	if d.album == nil || d.Session.Mode != session.History {
		return
	}
	var missing []string
	for _, e := range d.Session.Album.Found() {
		if d.thumbs[e.Key] == "" {
			missing = append(missing, e.Key)
		}
	}
	if len(missing) > 0 {
		go d.readThumbs(missing)
	}
}

func (d *Desk) readThumbs(keys []string) {
	found := map[string]string{}
	for _, key := range keys {
		if thumb, err := d.album.Thumb(context.Background(), key); err == nil && len(thumb) > 0 {
			found[key] = d.host.Address(thumb)
		}
	}
	d.update(func() {
		for key, address := range found {
			d.thumbs[key] = address
		}
	})
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
