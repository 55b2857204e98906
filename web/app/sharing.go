package app

import (
	"errors"

	"unclip/web/apng"
	"unclip/web/pngtext"
	"unclip/web/session"
)

// Save offers what is on the stage as a file.
func (d *Desk) Save() {
	defer d.guard()
	say := d.Session.Say
	if shot := d.Session.Shot(); shot != nil && !d.Session.Comparing() {
		d.signed(shot, func(file []byte) error {
			d.host.Offer(file, fileName(shot), "image/png")
			return nil
		}, "", say.SaveFailed)
	} else if shot != nil || d.Session.OnSheet() {
		d.saveStage()
	}
}

// fileName is what a picture's file is called.
func fileName(shot *session.Shot) string {
	return pngtext.FileName(shot.Recipe.Title(), shot.Request.Seed)
}

// saveStage offers a sheet, or two pictures in one, as a file.
func (d *Desk) saveStage() {
	title, badly := "", d.Session.Say.SaveFailed
	if d.Session.OnSheet() {
		title = d.Session.Sheet.Title
	} else if shot := d.Session.Shot(); shot != nil {
		title = shot.Recipe.Title()
	}
	d.host.EncodeStage(func(file []byte, err error) {
		if err == nil {
			file, err = pngtext.Mark(file)
		}
		if err == nil {
			d.host.Offer(file, pngtext.SheetName(title), "image/png")
		}
		d.tell(err, "", badly)
	})
}

// signed encodes a picture, signs it, and lets use have it; then one of two
// lines tells how that went.
func (d *Desk) signed(shot *session.Shot, use func(file []byte) error, well, badly string) {
	model := d.Session.Model.Name
	d.host.Encode(shot.Pixels, shot.Width, shot.Height, func(file, _ []byte, err error) {
		if err == nil {
			file, err = sign(file, shot, model)
		}
		if err == nil {
			err = use(file)
		}
		d.tell(err, well, badly)
	})
}

// tell leaves a notice about what has happened; a blank one says nothing.
func (d *Desk) tell(err error, well, badly string) {
	if err != nil {
		println("page:", err.Error())
		well = badly
	}
	if well != "" {
		d.update(func() { d.Session.Notice = well })
	}
}

// await turns a function that reports later into one that returns.
func await(start func(done func(error))) error {
	result := make(chan error, 1)
	start(func(err error) { result <- err })
	return <-result
}

// Copy puts the picture on the clipboard.
func (d *Desk) Copy() {
	defer d.guard()
	if shot := d.Session.Shot(); shot != nil {
		d.signed(shot, func(file []byte) error {
			return await(func(done func(error)) { d.host.Copy(file, done) })
		}, d.Session.Say.Copied, d.Session.Say.CopyFailed)
	}
}

// Share hands the picture to another program of the device.
func (d *Desk) Share() {
	defer d.guard()
	if shot := d.Session.Shot(); shot != nil {
		d.signed(shot, func(file []byte) error {
			return await(func(done func(error)) {
				d.host.Share(file, fileName(shot), shot.Recipe.Title(), done)
			})
		}, d.Session.Say.Shared, d.Session.Say.CopyFailed)
	}
}

// CopyLink puts the address of the picture's words and settings on the clipboard.
func (d *Desk) CopyLink() {
	defer d.guard()
	if shot := d.Session.Shot(); shot != nil {
		say := d.Session.Say
		d.host.CopyText(d.host.Link(shot.Recipe.Link()), func(err error) { d.tell(err, say.LinkCopied, say.CopyFailed) })
	}
}

// frameMillis is how long the frames of an animation stand.
const frameMillis = 160

// ExportFilm offers the film as an animation that runs there and back.
func (d *Desk) ExportFilm() {
	defer d.guard()
	if !d.Session.OnFilm() {
		return
	}
	shots, title, badly := d.Session.Sheet.Shots(), d.Session.Sheet.Title, d.Session.Say.SaveFailed
	d.aside(func() {
		var frames [][]byte
		for _, shot := range shots {
			file, err := d.encoded(shot)
			if err != nil {
				d.tell(err, "", badly)
				return
			}
			frames = append(frames, file)
		}
		file, err := apng.Loop(frames, frameMillis)
		if err == nil {
			file, err = pngtext.Mark(file)
		}
		if err == nil {
			d.host.Offer(file, pngtext.SheetName(title), "image/apng")
		}
		d.tell(err, "", badly)
	})
}

// encoded waits for a picture's PNG file.
func (d *Desk) encoded(shot *session.Shot) ([]byte, error) {
	type made struct {
		file []byte
		err  error
	}
	result := make(chan made, 1)
	d.host.Encode(shot.Pixels, shot.Width, shot.Height, func(file, _ []byte, err error) { result <- made{file, err} })
	m := <-result
	if m.err == nil && len(m.file) == 0 {
		return nil, errors.New("app: the browser made no PNG; try again")
	}
	return m.file, m.err
}
