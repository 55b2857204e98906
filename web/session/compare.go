package session

// Beside is the Wipe that shows both pictures side by side.
const Beside = -1

// Compare keeps a picture to compare others with: in an edit the source, else
// the one on the stage. Asked again, it ends the comparison.
func (s *Session) Compare() {
	switch shot := s.Shot(); {
	case s.Other != nil:
		s.Other = nil
	case shot == nil:
	case s.Mode == Edit && s.Wells[0] != nil:
		s.Other, s.Wipe = s.Wells[0], 0.5
	default:
		s.Other, s.Wipe = WellOf(shot), Beside
	}
}

// WellOf is a picture of this visit, ready to go into the engine.
func WellOf(shot *Shot) *Well {
	return &Well{Width: shot.Width, Height: shot.Height, Pixels: shot.Pixels, Shot: shot, Name: shot.Recipe.Title()}
}

// Comparing says that the stage shows two pictures.
func (s *Session) Comparing() bool { return s.Other != nil && s.Shot() != nil && !s.Painting }
