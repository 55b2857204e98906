package session

import (
	"unclip/wasm/bridge"
	"unclip/web/words"
)

// Well holds a picture that goes into the engine.
type Well struct {
	Width, Height int
	Pixels        bridge.Pixels
	Thumb         string // address of a small copy
	Shot          *Shot  // the picture of this visit that it is, or nil
	Name          string // what it shows, for those who cannot see it
}

// Address is that of a small copy, or blank while there is none.
func (w *Well) Address() string {
	if w.Thumb == "" && w.Shot != nil {
		return w.Shot.Thumb
	}
	return w.Thumb
}

// source is the picture as the engine takes it.
func (w *Well) source() bridge.Source {
	return bridge.Source{Width: w.Width, Height: w.Height, Pixels: w.Pixels}
}

// Places is how many pictures a mode takes in.
func (m Mode) Places() int {
	switch m {
	case Vary, Edit, Probe:
		return 1
	case Blend:
		return 2
	}
	return 0
}

// Fill puts a picture into a well; place -1 is the first that is empty, or the
// last.
func (s *Session) Fill(place int, w *Well) {
	places := max(1, s.Mode.Places())
	if place < 0 || place >= places {
		place = 0
		for place < places-1 && s.Wells[place] != nil {
			place++
		}
	}
	s.Wells[place], s.Notice = w, ""
	s.Findings = nil
}

// Clear empties a well.
func (s *Session) Clear(place int) {
	if place >= 0 && place < len(s.Wells) {
		s.Wells[place], s.Findings = nil, nil
	}
}

// WellLabel names a well.
func (s *Session) WellLabel(place int) string {
	switch {
	case s.Mode != Blend:
		return s.Say.Picture
	case place == 0:
		return s.Say.FirstPicture
	}
	return s.Say.SecondPicture
}

// wells returns the mode's pictures, or leaves a notice.
func (s *Session) wells() (wells []*Well, ok bool) {
	for _, w := range s.Wells[:s.Mode.Places()] {
		if w == nil {
			s.Notice = s.Say.NeedPicture
			if s.Mode == Blend {
				s.Notice = s.Say.NeedTwo
			}
			return nil, false
		}
		wells = append(wells, w)
	}
	return wells, true
}

// Sees says whether the model can do what the mode asks of it.
func (s *Session) Sees() bool {
	return s.Mode.Places() == 0 || s.Phase == Starting || s.Mode == Edit && s.Choices.Method == Paint || s.Can(bridge.CanSee)
}

// control is the words of a control.
func (s *Session) control(name string) words.Control { return s.Say.Control(name) }
