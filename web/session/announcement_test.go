package session

import (
	"testing"

	"unclip/wasm/bridge"
)

// TestPicturesAreNewOnce listens behind pictures that were announced: to those that
// are chosen again, and where a notice goes.
func TestPicturesAreNewOnce(t *testing.T) {
	s := inPhase(bridge.Ready)
	made := func(seed string) {
		s.SetSeed(seed)
		s.Prompt = "x"
		work(t, s, s.Press())
	}
	hears := func(when, want string) {
		t.Helper()
		if got := s.Announcement(); got != want {
			t.Errorf("%s: heard %q, want %q", when, got, want)
		}
	}
	made("1")
	made("2")
	second := say.StatusNewPicture + " Seed 2."
	hears("the second", second)
	s.Select(0)
	hears("the first again", "Seed 1.")
	s.Write("y")
	hears("typing", "")
	s.Select(1)
	hears("the second again", "Seed 2.")
	s.Notice = say.LinkCopied
	s.Write("z")
	hears("typing behind a notice", "")
	made("5")
	s.Notice = say.LinkCopied
	s.Enter(Vary)
	hears("another mode behind a notice", "")
	s.Enter(Create)
	made("3")
	s.SetSeed("3")
	hears("a seed behind the third", "")
	s.Apply(&bridge.Picture{ID: 99, Request: bridge.Generate{Seed: "4"}})
	hears("one that came while another was looked at", say.StatusNewPicture)
}
