package session

import "unclip/wasm/bridge"

// Shot returns the selected picture, or nil.
func (s *Session) Shot() *Shot {
	if s.Selected < 0 || s.Selected >= len(s.Shots) {
		return nil
	}
	return s.Shots[s.Selected]
}

// StageCodes are the codes of the picture on the stage, or of the one that is
// being made there; nil for those that no autoregressive prior has drawn.
func (s *Session) StageCodes() *bridge.Codes {
	if shot := s.Shot(); shot != nil {
		return shot.Codes
	}
	return s.Codes
}

// Select shows a picture of this visit; out of range does nothing.
func (s *Session) Select(i int) bool {
	if i < 0 || i >= len(s.Shots) {
		return false
	}
	s.Selected, s.Notice = i, ""
	s.news, s.arrived = s.Shots[i], false
	return true
}

// Put adds a picture from the history or a file, once, and shows it.
func (s *Session) Put(shot *Shot) {
	s.Select(s.Find(s.join(shot)))
}

// join adds a picture to those of this visit, and returns it, or the one that is
// the same.
func (s *Session) join(shot *Shot) *Shot {
	for _, old := range s.Shots {
		if old == shot || shot.Key != "" && old.Key == shot.Key {
			return old
		}
	}
	s.add(shot)
	return shot
}

// Find returns the index of a picture, or Live.
func (s *Session) Find(shot *Shot) int {
	for i, other := range s.Shots {
		if other == shot {
			return i
		}
	}
	return Live
}
