package app

import (
	"unclip/web/pngtext"
	"unclip/web/session"
)

// Select shows a picture of the film strip.
func (d *Desk) Select(i int) {
	defer d.guard()
	if d.Session.Select(i) {
		d.showShot()
	}
}

// OpenCell shows one picture of the sheet.
func (d *Desk) OpenCell(cell *session.Cell) {
	if i := d.Session.Find(cell.Shot); i != session.Live {
		d.Select(i)
	}
}

// ShowSheet goes back from one picture to its sheet.
func (d *Desk) ShowSheet() {
	defer d.guard()
	d.Session.ShowSheet()
	d.drawSheet()
}

func (d *Desk) showShot() {
	if shot := d.Session.Shot(); shot != nil {
		d.host.Show(shot.Pixels, shot.Width, shot.Height)
	} else if d.Session.OnSheet() {
		d.drawSheet()
	}
}

func (d *Desk) drawSheet() {
	h := d.Session.Sheet
	if h == nil {
		return
	}
	d.host.Sheet(h.Columns, h.Rows())
	for i, cell := range h.Cells {
		if cell.Shot != nil {
			d.host.ShowCell(i, h.Columns, h.Rows(), cell.Shot.Pixels, cell.Shot.Width, cell.Shot.Height)
		}
	}
}

// Save offers what is on the stage as a file.
func (d *Desk) Save() {
	defer d.guard()
	if shot := d.Session.Shot(); shot != nil {
		d.host.Save(&shot.Picture, d.Session.Model.Name, d.saved)
	} else if d.Session.OnSheet() {
		d.host.SaveStage(pngtext.SheetName(d.Session.Sheet.Title), d.saved)
	}
}

func (d *Desk) saved(err error) {
	if err != nil {
		println("page:", err.Error())
		d.update(func() { d.Session.Notice = d.Session.Say.SaveFailed })
	}
}
