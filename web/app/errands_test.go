package app

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
	"unclip/web/session"
)

// reload is a new page that finds what another has left.
func reload(v *visit) *visit {
	other := newVisit(v.T)
	other.host.work, other.host.store = v.host.work, v.host.store
	other.settle()
	other.recall(v.host.kept[workName])
	return other
}

// goesOn presses the button of the offer and waits for all pictures.
func goesOn(v *visit) {
	v.Resume()
	v.wait("the work has begun", func() bool { return len(v.Session.Left) == 0 && v.Session.Busy() })
	for v.Session.Busy() {
		m, err := v.host.in.Take(v.Context())
		if err != nil {
			v.Fatal(err)
		}
		v.receive(m)
	}
}

func TestReloadGoesOn(t *testing.T) {
	v := ready(t)
	v.Write("a red fox")
	v.Session.Choices.Count = 3
	v.Press()
	v.Add()
	if text := v.host.kept[workName]; !strings.Contains(text, "a red fox") || v.Session.Waiting() != 1 {
		t.Fatalf("remembered %q, %d wait", text, v.Session.Waiting())
	}
	other := reload(v)
	other.has("Go on with 6 pictures from your last visit")
	goesOn(other)
	if n := len(other.Session.Shots); n != 6 || other.host.kept[workName] != "" {
		t.Errorf("%d pictures after a reload, remembers %q", n, other.host.kept[workName])
	}
	other.recall(`[{"mode":1},7,"x"]`)
	other.recall("nonsense")
	if len(other.Session.Left) != 0 {
		t.Error("nonsense is gone on with")
	}
}

// firstOfThree asks for three pictures and waits until the history has the first.
func (v *visit) firstOfThree(prompt string) {
	v.Helper()
	v.Write(prompt)
	v.Session.Choices.Count = 3
	v.Press()
	for len(v.Session.Shots) < 1 {
		m, err := v.host.in.Take(v.Context())
		if err != nil {
			v.Fatal(err)
		}
		v.receive(m)
	}
	v.kept(1)
}

// TestReloadGoesOnWithWhatHasNotCome interrupts a request behind its first
// picture: that comes back from the history, and the others with their own seeds.
func TestReloadGoesOnWithWhatHasNotCome(t *testing.T) {
	v := ready(t)
	v.SetSeed("7")
	v.firstOfThree("a red fox")
	other := reload(v)
	other.has("Go on with 2 pictures from your last visit")
	goesOn(other)
	var seeds []string
	for _, shot := range other.Session.Shots {
		seeds = append(seeds, shot.Request.Seed)
	}
	if want := []string{"7", "8", "9"}; !slices.Equal(seeds, want) {
		t.Errorf("pictures of the seeds %v, not %v", seeds, want)
	}
}

// TestReturnGoesOn comes back to a page whose engine was ended behind the first
// of its pictures.
func TestReturnGoesOn(t *testing.T) {
	v := ready(t)
	v.firstOfThree("a red fox")
	v.host.engine, v.host.in = &apptest.Engine{Cached: true}, bridge.NewMailbox()
	v.returned()
	v.host.Post(&bridge.Hello{Base: "http://localhost/"})
	v.until(bridge.Ready)
	v.has("Go on with 2 pictures from your last visit")
	goesOn(v)
	v.kept(3)
	if done, all := len(v.Session.Sheet.Shots()), len(v.Session.Shots); done != 3 || all != 3 {
		t.Errorf("%d of 3 pictures, %d in all", done, all)
	}
}

// TestReloadGoesOnWithAGrid interrupts a grid of guidance by seed in its second
// row: it comes back as one sheet, and what had come is in its place.
func TestReloadGoesOnWithAGrid(t *testing.T) {
	v := ready(t)
	v.Write("a red fox")
	v.SetSeed("7")
	v.UseGrid(true)
	v.Press()
	for len(v.Session.Shots) < 4 {
		m, _ := v.host.in.Take(t.Context())
		v.receive(m)
	}
	v.kept(4)
	other := reload(v)
	other.has("Go on with 8 pictures from your last visit")
	goesOn(other)
	other.kept(12)
	sheet := other.Session.Sheet
	if sheet == nil || sheet.Columns != 3 || len(sheet.Cells) != 12 || len(other.Session.Shots) != 12 {
		t.Fatalf("%d pictures on %+v", len(other.Session.Shots), sheet)
	}
	for i, c := range sheet.Cells {
		row, column := i/3, i%3
		want := "Guidance " + []string{"1", "2", "4", "8"}[row] + ", Seed " + []string{"7", "8", "9"}[column]
		if c.Shot == nil || c.Label != want || c.Shot.Thumb == "" || other.host.cells[i] == 0 {
			t.Errorf("place %d shows %q (%v), want %q", i, c.Label, c.Shot != nil, want)
		}
	}
}

// TestReloadGoesOnInEveryMode interrupts each request that takes pictures in,
// and asks for it again with the same pictures.
func TestReloadGoesOnInEveryMode(t *testing.T) {
	for name, prepare := range map[string]func(v *visit){
		"vary":  func(v *visit) { v.Send(session.Vary) },
		"blend": func(v *visit) { v.Send(session.Blend); v.Select(1); v.UseStage(1) },
		"edit":  func(v *visit) { v.Send(session.Edit); v.StartFrom("a fox"); v.Write("a wolf") },
		"paint": func(v *visit) { v.Send(session.Edit); v.ChooseMethod(session.Paint); v.Write("a hat") },
		"probe": func(v *visit) { v.Send(session.Probe); v.WriteLabel("fox"); v.TakeLabel() },
	} {
		v := ready(t)
		v.make("a red fox")
		v.make("a blue boat")
		v.Select(0)
		prepare(v)
		v.Press()
		want := v.host.posted[len(v.host.posted)-1]
		v.wait(name+" is remembered", func() bool { return v.host.kept[workName] != "" })

		other := reload(v)
		goesOn(other)
		var got bridge.Message
		for _, m := range other.host.posted {
			if m.Kind() == want.Kind() {
				got = m
			}
		}
		if got == nil || !same(t, got, want) || string(other.Session.Mode) != strings.Replace(name, "paint", "edit", 1) {
			t.Errorf("%s: asked for %+v in mode %s, want %+v", name, got, other.Session.Mode, want)
		}
		other.wait(name+" leaves nothing behind", func() bool {
			left, err := other.host.work.Entries(context.Background())
			return err == nil && len(left) == 0 && other.host.kept[workName] == ""
		})
	}
}

// same compares two requests but for their numbers.
func same(t *testing.T, got, want bridge.Message) bool {
	a, err := bridge.Encode(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bridge.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	delete(a["request"].(bridge.Object), "id")
	delete(b["request"].(bridge.Object), "id")
	return reflect.DeepEqual(a, b)
}

// TestLostPicturesAreTold resumes a request whose picture the browser has cleared.
func TestLostPicturesAreTold(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.Send(session.Vary)
	v.Press()
	v.wait("it is remembered", func() bool { return v.host.kept[workName] != "" })
	other := reload(v)
	if err := other.host.work.Delete(t.Context(), other.inputs...); err != nil {
		t.Fatal(err)
	}
	other.Resume()
	other.wait("the page says so", func() bool { return other.Session.Notice == say.QueueLost })
	if text := other.host.kept[workName]; other.Session.Busy() || text != "" {
		t.Errorf("busy: %v, still remembers %q", other.Session.Busy(), text)
	}
}
