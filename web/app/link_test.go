package app

import (
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/session"
)

func TestLinks(t *testing.T) {
	v := ready(t)
	v.make("a red fox & a hat")
	v.CopyLink()
	v.wait("the link is copied", func() bool { return v.Session.Notice == say.LinkCopied })
	other := ready(t)
	other.Open(strings.TrimPrefix(v.host.text, "http://localhost/"))
	if other.Session.Prompt != "a red fox & a hat" || other.Session.Choices.Seed != v.Session.Shot().Request.Seed {
		t.Errorf("%s opens as %q", v.host.text, other.Session.Prompt)
	}
	other.Open("#p=x&m=other+model")
	if !strings.Contains(other.Session.Notice, say.OtherModel) {
		t.Errorf("another model: %q", other.Session.Notice)
	}
	other.Open("#mode=edit&p=a+wolf&from=a+fox&s=0.2")
	if got := other.Session.Choices; other.Session.Mode != session.Edit || other.Session.Prompt != "a wolf" || got.From != "a fox" || got.Strength != 0.2 {
		t.Errorf("an edit opens in %s as %q with %+v", other.Session.Mode, other.Session.Prompt, got)
	}
	other.Enter(session.Create)
	other.Open("#p=%zz")
	if other.Session.Prompt != "x" {
		t.Error("a broken link changes something")
	}
}

// TestLinkWaitsForTheModel opens a link before the engine has spoken: what it does
// not say is the model's own, and a link to another model is told of.
func TestLinkWaitsForTheModel(t *testing.T) {
	for _, c := range []struct {
		link, wrote, prompt string
		warns               bool
	}{
		{"#p=a+fox&seed=7", "", "a fox", false},
		{"#p=a+fox&seed=7&m=sticker+ab12+77", "", "a fox", false},
		{"#p=a+fox&seed=7&m=sticker+cd34", "", "a fox", true},
		{"#p=a+fox&seed=7", "a fox in the snow", "a fox in the snow", false},
	} {
		v := newVisit(t)
		v.Open(c.link)
		if v.Session.Prompt != "a fox" {
			t.Errorf("%s: %q stands until then", c.link, v.Session.Prompt)
		}
		if c.wrote != "" {
			v.Write(c.wrote)
		}
		own := bridge.Defaults{Steps: 16, Guidance: 2, Sampler: bridge.DPM}
		v.receive(&bridge.State{Phase: bridge.Idle, Model: bridge.Model{Name: "sticker", Version: "ab12", Digest: "77", Defaults: own}})
		got := v.Session.Choices
		if v.Session.Prompt != c.prompt || got.Seed != "7" || got.Steps != 16 || got.Guidance != 2 || got.Sampler != bridge.DPM || got.Separate {
			t.Errorf("%s: %q with %+v", c.link, v.Session.Prompt, got)
		}
		if strings.Contains(v.Session.Notice, say.OtherModel) != c.warns {
			t.Errorf("%s: says %q", c.link, v.Session.Notice)
		}
		v.Turn("steps", "9")
		v.receive(&bridge.State{Phase: bridge.Idle, Model: v.Session.Model})
		if v.Session.Choices.Steps != 9 {
			t.Errorf("%s: opens twice", c.link)
		}
	}
}

// TestWaitingLinkMovesNobody opens a link before the engine has spoken, writes on and
// goes elsewhere: its settings come with the model, and nothing else.
func TestWaitingLinkMovesNobody(t *testing.T) {
	v := newVisit(t)
	v.Open("#p=a+fox&seed=7")
	v.Write("a fox in the snow")
	v.Enter(session.Vary)
	v.Write("a wolf")
	v.DrawerOpen = true
	v.receive(&bridge.State{Phase: bridge.Idle, Model: bridge.Model{Name: "sticker", Version: "ab12"}})
	if s := v.Session; s.Mode != session.Vary || s.Prompt != "a wolf" || s.Choices.Seed != "7" || !v.DrawerOpen {
		t.Errorf("in %s with %q, seed %s", s.Mode, s.Prompt, s.Choices.Seed)
	}
	if v.Enter(session.Create); v.Session.Prompt != "a fox in the snow" {
		t.Errorf("the link's mode has %q", v.Session.Prompt)
	}
}
