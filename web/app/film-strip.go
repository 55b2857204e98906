package app

import (
	"fmt"
)

// FilmStrip shows the pictures of this visit, newest first.
type FilmStrip struct{ Desk *Desk }

// Frame is one picture of the strip.
type Frame struct {
	Index                 int
	Label, Thumb, Pressed string
}

// blankThumb stands in until a small copy is made.
const blankThumb = "blank.svg"

// Frames lists the strip's pictures, newest first.
func (c *FilmStrip) Frames() []Frame {
	s := c.Desk.Session
	frames := make([]Frame, 0, len(s.Shots))
	for i := len(s.Shots) - 1; i >= 0; i-- {
		f := Frame{Index: i, Thumb: s.Shots[i].Thumb, Pressed: yesNo(i == s.Selected),
			Label: fmt.Sprintf(s.Say.ShowPicture, s.Say.Whole(i+1), s.Title(&s.Shots[i].Recipe))}
		if f.Thumb == "" {
			f.Thumb = blankThumb
		}
		frames = append(frames, f)
	}
	return frames
}
