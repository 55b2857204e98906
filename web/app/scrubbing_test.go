package app

import (
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/session"
)

// TestStageFollowsAStrength moves the slider of an edit: drafts come and go, one
// picture of the last place stays.
func TestStageFollowsAStrength(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.Send(session.Edit)
	v.Write("a fox in the snow")
	v.Turn("strength", "0.2")
	if v.Session.Phase != bridge.Ready {
		t.Fatal("a picture that was never taken apart follows")
	}
	v.make("a fox in the snow")
	before, told := len(v.Session.Shots), len(v.host.posted)
	for _, x := range []string{"0.1", "0.2", "0.3"} {
		v.Turn("strength", x)
	}
	if v.Session.Busy() || !v.Session.Drafting() {
		t.Error("a draft looks like work")
	}
	go v.Listen(t.Context(), v.host.in)
	v.wait("the whole picture is there", func() bool { return len(v.Session.Shots) > before && v.Session.Phase == bridge.Ready })
	shot := v.Session.Shot()
	if len(v.Session.Shots) != before+1 || shot.Recipe.Strength != 0.3 || shot.Request.Steps != int(v.Session.Choices.Steps) {
		t.Errorf("%d pictures more, the last by %+v", len(v.Session.Shots)-before, shot.Recipe)
	}
	v.wait("only that picture is kept", func() bool { return len(v.Session.Album.Entries) == before+1 })
	drafts, cancels := 0, 0
	for _, m := range v.host.posted[told:] {
		switch m := m.(type) {
		case *bridge.TextDiff:
			drafts += min(m.Draft, 1)
		case *bridge.Cancel:
			cancels++
		}
	}
	if drafts != 2 || cancels != 1 {
		t.Errorf("%d drafts and %d cancelled; the first and the last should be drawn", drafts, cancels)
	}
}

// TestStageForgetsAStrength leaves the mode before the slider rests: the draft
// goes, and the last picture is back.
func TestStageForgetsAStrength(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.Send(session.Edit)
	v.make("a fox in the snow")
	before := len(v.Session.Shots)
	v.Turn("strength", "0.1")
	v.Enter(session.Create)
	go v.Listen(t.Context(), v.host.in)
	v.wait("the last picture is back", func() bool { return v.Session.Phase == bridge.Ready && v.Session.Shot() != nil })
	if n := len(v.Session.Shots); n != before || v.Session.Forming() {
		t.Errorf("%d pictures, were %d", n, before)
	}
}
