package session

import (
	"strconv"
	"testing"

	"unclip/wasm/bridge"
)

// work lets the engine finish what it was asked, and returns the pictures.
func work(t *testing.T, s *Session, first bridge.Message) (all []bridge.Generate) {
	t.Helper()
	for m := first; m != nil; m = s.Next() {
		g, ok := m.(*bridge.Generate)
		if !ok {
			t.Fatalf("asked for %+v", m)
		}
		if _, err := bridge.Encode(g); err != nil {
			t.Fatal(err)
		}
		if s.Next() != nil {
			t.Fatal("two requests at once")
		}
		seed, _ := strconv.ParseUint(g.Seed, 10, 64)
		for i := range g.Count {
			one := *g
			one.Count, one.Seed = 1, strconv.FormatUint(seed+uint64(i), 10)
			s.Apply(&bridge.Picture{ID: g.ID, Index: i, Of: g.Count, Request: one})
			all = append(all, one)
		}
		s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	}
	return all
}

func TestSheetOfPictures(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt, s.Choices.Count = "a cat", 5
	s.SetSeed("7")
	all := work(t, s, s.Press())
	if len(all) != 5 || s.Sheet.Columns != 3 || s.Sheet.Rows() != 2 || len(s.Sheet.Shots()) != 5 || !s.OnSheet() {
		t.Errorf("%d pictures, the sheet is %+v", len(all), s.Sheet)
	}
	s.Select(2)
	if s.OnSheet() || s.Shot() != s.Sheet.Cells[2].Shot || s.Sheet.Cells[2].Label != "Seed 9" {
		t.Errorf("a picture of the sheet does not open: %+v", s.Sheet.Cells[2])
	}
	s.ShowSheet()
	if !s.OnSheet() {
		t.Error("the sheet does not come back")
	}
	s.Choices.Count = 1
	work(t, s, s.Press())
	if s.Sheet != nil || s.Selected != 5 {
		t.Errorf("behind the sheet: %+v, selected %d", s.Sheet, s.Selected)
	}
}

// TestGrid makes the paper's Figure 9: each row has one guidance, each column
// one seed.
func TestGrid(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt, s.Choices.Grid = "a cat", true
	s.SetSeed("7")
	all := work(t, s, s.Press())
	if len(all) != len(gridGuidance)*gridSeeds || s.Sheet.Columns != gridSeeds {
		t.Fatalf("%d pictures in %d columns", len(all), s.Sheet.Columns)
	}
	for i, g := range all {
		if g.Guidance != gridGuidance[i/gridSeeds] || g.Seed != []string{"7", "8", "9"}[i%gridSeeds] {
			t.Errorf("picture %d: guidance %g, seed %s", i, g.Guidance, g.Seed)
		}
	}
	if got := s.Sheet.Cells[4].Label; got != "Guidance 2, Seed 8" {
		t.Errorf("the middle is %q", got)
	}
}

func TestCancelEmptiesTheQueue(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt, s.Choices.Grid = "a cat", true
	g := s.Press().(*bridge.Generate)
	if s.Waiting() != 3 || len(s.Pending()) != 4 {
		t.Fatalf("%d wait", s.Waiting())
	}
	var left []Errand
	var before *Job
	for _, j := range s.Pending() {
		left = append(left, j.Errand("tiny", before))
		before = j
	}
	s.Cancel()
	s.Apply(&bridge.Failed{ID: g.ID, Code: bridge.Cancelled})
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	if s.Next() != nil || s.Busy() {
		t.Error("the work goes on")
	}
	s = inPhase(bridge.Ready)
	for _, e := range left {
		if !s.Resume(&e, nil) {
			t.Errorf("%+v cannot be done", e)
		}
	}
	if all := work(t, s, s.Next()); len(all) != 12 || all[0].Seed != g.Seed || len(s.Sheet.Shots()) != 12 {
		t.Errorf("after a reload: %d pictures", len(all))
	}
}

func TestSurprise(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Model.Examples = []string{"a cat", "a dog"}
	for range 20 {
		before, seed := s.Prompt, s.Choices.Seed
		s.Surprise()
		if s.Prompt == before || s.Choices.Seed == seed {
			t.Fatalf("%q again, seed %s", s.Prompt, s.Choices.Seed)
		}
	}
}

// Words that are there when the model is asked for are sent as soon as it is on
// its way, and so are those of the queue's button; cancelling them leaves the
// download.
func TestWordsWaitForNoDownload(t *testing.T) {
	s := inPhase(bridge.Idle)
	s.Prompt = "a cat"
	if m, ok := s.Press().(*bridge.Install); !ok || s.Next() != nil {
		t.Fatalf("asked for %v", m)
	}
	s.Apply(&bridge.State{Phase: bridge.Installing, Model: testModel})
	g, ok := s.Next().(*bridge.Generate)
	if !ok || g.Prompt != "a cat" || s.Next() != nil {
		t.Fatalf("sent %+v", g)
	}
	s.Apply(&bridge.State{Phase: bridge.Generating, Model: testModel})
	if m, ok := s.Press().(*bridge.Cancel); !ok || m.ID != g.ID {
		t.Errorf("cancelled %+v", m)
	}
	s.Apply(&bridge.Failed{ID: g.ID, Code: bridge.Cancelled})
	s.Apply(&bridge.State{Phase: bridge.Installing, Model: testModel})
	if s.Label() != say.Pause || !s.Enabled() || s.Next() != nil {
		t.Errorf("behind a cancel: %s", s.Label())
	}
	if again, ok := s.Add().(*bridge.Generate); !ok || again.Prompt != "a cat" {
		t.Errorf("added %+v", again)
	}
}

// Files that are read have to be whole before anything is made of them.
func TestWordsWaitForFiles(t *testing.T) {
	s := inPhase(bridge.Idle)
	s.Prompt = "a cat"
	s.Import([]bridge.File{bridge.MemoryFile{}})
	s.Apply(&bridge.State{Phase: bridge.Installing, Model: testModel})
	if s.Addable() || s.Add() != nil || s.Next() != nil {
		t.Error("a picture of files that are on their way")
	}
}

// TestALeftFollowingKeepsNothing: a dial that moves on ends the whole picture
// under way, and what there is of that is shown as drafts are.
func TestALeftFollowingKeepsNothing(t *testing.T) {
	for _, c := range []struct {
		job      Job
		stopping bool
		want     bool
	}{
		{Job{scrubs: true, draft: true}, false, true},
		{Job{scrubs: true}, false, false},
		{Job{scrubs: true}, true, true},
		{Job{}, true, false},
	} {
		s := inPhase(bridge.Generating)
		s.current, s.stopping = &c.job, c.stopping
		if got := s.Drafting(); got != c.want {
			t.Errorf("%+v, stopping %t: drafting %t", c.job, c.stopping, got)
		}
	}
}
