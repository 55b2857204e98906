package app

import (
	"strconv"

	"github.com/vugu/vugu/js"

	"unclip/web/session"
)

// MountMask gives the mask its place over the canvas.
func (d *Desk) MountMask(element js.Value) {
	defer d.guard()
	d.host.MountMask(element)
}

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

// showShot draws what the stage is to show now.
func (d *Desk) showShot() {
	s := d.Session
	if shot := s.Shot(); shot != nil && shot != d.shown {
		d.shown = shot
		d.host.Reveal()
	}
	switch shot := s.Shot(); {
	case s.Painting:
		if w := s.Wells[0]; w != nil {
			d.host.Show(w.Pixels, w.Width, w.Height)
		}
	case s.Comparing() && s.Wipe == session.Beside:
		d.host.Sheet(2, 1)
		d.host.ShowCell(0, 2, 1, s.Other.Pixels, s.Other.Width, s.Other.Height)
		d.host.ShowCell(1, 2, 1, shot.Pixels, shot.Width, shot.Height)
	case s.Comparing():
		d.host.Wipe(*s.Other, *session.WellOf(shot), s.Wipe)
	case shot != nil:
		d.host.Show(shot.Pixels, shot.Width, shot.Height)
	case s.OnSheet():
		d.drawSheet()
	}
}

func (d *Desk) drawSheet() {
	h := d.Session.Sheet
	d.host.Sheet(h.Columns, h.Rows())
	for i, cell := range h.Cells {
		if cell.Shot != nil {
			d.host.ShowCell(i, h.Columns, h.Rows(), cell.Shot.Pixels, cell.Shot.Width, cell.Shot.Height)
		}
	}
}

// Compare keeps the picture on the stage for comparing, or ends comparing.
func (d *Desk) Compare() {
	defer d.guard()
	d.Session.Compare()
	d.showShot()
}

// WipeTo moves the border between the two pictures; text is a percentage.
func (d *Desk) WipeTo(text string) {
	defer d.guard()
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		d.Session.Wipe = min(max(x/100, 0), 1)
		d.showShot()
	}
}

// ShowBeside shows the two pictures side by side, or one over the other.
func (d *Desk) ShowBeside(yes bool) {
	defer d.guard()
	d.Session.Wipe = 0.5
	if yes {
		d.Session.Wipe = session.Beside
	}
	d.showShot()
}

// TogglePainting shows the source to be painted over, or what was there.
func (d *Desk) TogglePainting() {
	defer d.guard()
	d.Session.Painting = !d.Session.Painting && d.Session.Wells[0] != nil
	d.host.Brush(d.Session.Choices.Brush / 100)
	d.showShot()
	if d.Session.Painting {
		d.host.Focus("mask")
	}
}

// ClearMask takes all paint away.
func (d *Desk) ClearMask() {
	defer d.guard()
	d.host.Brush(0)
	d.host.Brush(d.Session.Choices.Brush / 100)
}

// source changes the pictures that go in. Paint was meant for the picture that it
// lies on, and does not stay on another.
func (d *Desk) source(change func()) {
	s := d.Session
	before := s.Wells[0]
	change()
	if s.Wells[0] == before {
		return
	}
	d.ClearMask()
	if s.Painting {
		s.Painting = s.Wells[0] != nil
		d.showShot()
	}
}

// ToggleInfo shows or hides how the picture was made.
func (d *Desk) ToggleInfo() { d.InfoOpen = !d.InfoOpen }
