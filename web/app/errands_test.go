package app

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
	"unclip/web/history"
	"unclip/web/recipe"
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
	v.returned(false)
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

// TestTabsRememberForThemselves works in one tab, opens another, and takes over
// there what the first leaves: what that tab is asked for itself joins it.
func TestTabsRememberForThemselves(t *testing.T) {
	first, second := ready(t), ready(t)
	first.record, second.record = workName+"-1", workName+"-2"
	second.host.kept = first.host.kept
	first.Write("a red fox")
	first.Session.Choices.Count = 3
	first.Press()
	second.receive(&bridge.State{Phase: bridge.Ready, Model: second.Session.Model})
	left := first.host.kept[first.record]
	if !strings.Contains(left, "a red fox") {
		t.Fatalf("remembered %q", left)
	}
	second.recall(left)
	second.rememberWork()
	second.Write("a blue boat")
	second.Press()
	if text := second.host.kept[second.record]; !strings.Contains(text, "a red fox") || !strings.Contains(text, "a blue boat") {
		t.Errorf("the second tab remembers %q", text)
	}
	first.returned(true)
	if len(first.Session.Left) != 0 {
		t.Error("the first tab offers what the second has taken over")
	}
}

// TestSweep leaves in the store of work what a record names, and what is young.
func TestSweep(t *testing.T) {
	v := ready(t)
	now := time.Now()
	for i, age := range []time.Duration{2 * time.Hour, 3 * time.Hour, 4 * time.Hour, time.Minute} {
		at := now.Add(-age)
		item := history.Item{Entry: history.Entry{Key: history.Key(at, i), Made: at.UnixMilli()}}
		if err := v.host.work.Put(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
	old, _ := v.host.work.Entries(t.Context())
	v.inputs = []string{old[0].Key}
	made := session.Errand{Recipe: v.recipeOf("a red fox"), Inputs: []string{old[1].Key}}
	record, err := json.Marshal([]session.Errand{made})
	if err != nil {
		t.Fatal(err)
	}
	v.outside(func() { v.sweep([]string{"nonsense", string(record)}) })
	left, _ := v.host.work.Entries(t.Context())
	if !reflect.DeepEqual(left, slices.Delete(slices.Clone(old), 2, 3)) {
		t.Errorf("%d pictures are left of %d", len(left), len(old))
	}
}

// recipeOf is how a picture is made with the settings of a visit.
func (v *visit) recipeOf(prompt string) recipe.Recipe {
	r := recipe.Recipe{Mode: string(session.Create), Request: v.Session.Choices.Plain()}
	r.Request.Prompt = prompt
	return r
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

// A fault beside the handlers is told, and the page goes on.
func TestAFaultBesideTheHandlersIsTold(t *testing.T) {
	v := ready(t)
	v.outside(func() {
		v.aside(func() { panic("a store that stumbles") })
	})
	v.wait("the page tells", func() bool { return v.Session.Problem != nil })
	v.has("Something went wrong")
	v.make("a red fox")
}
