package app

import (
	"strconv"
	"time"
)

// Scrub shows a frame of the film; text is its number from zero.
func (d *Desk) Scrub(text string) {
	defer d.guard()
	d.Playing = false
	if i, err := strconv.Atoi(text); err == nil && d.Session.ShowFrame(i) {
		d.showShot()
	}
}

// TogglePlay lets the film run there and back, or stops it.
func (d *Desk) TogglePlay() {
	defer d.guard()
	d.Playing = !d.Playing
	if d.Playing {
		d.aside(d.play)
	}
}

// play shows one frame after the other until Playing ends.
func (d *Desk) play() {
	way := 1
	for running := true; running; {
		time.Sleep(frameMillis * time.Millisecond)
		d.update(func() {
			if !d.Session.OnFilm() {
				d.Playing = false
			}
			if running = d.Playing; !running {
				return
			}
			if !d.Session.ShowFrame(d.Session.Frame() + way) {
				way = -way
				d.Session.ShowFrame(d.Session.Frame() + way)
			}
			d.showShot()
		})
	}
}
