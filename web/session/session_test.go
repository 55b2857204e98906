package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/words"
)

var say = words.Voice{Catalogue: words.Languages()[0], Grammar: words.Plain{}}

var testModel = bridge.Model{Name: "sticker", Version: "0.5", Digest: "0123abcdef", Bytes: 10_400_000, Examples: []string{"a cat"},
	Defaults: bridge.Defaults{Steps: 24, Guidance: 3}}

func inPhase(phase string) *Session {
	s := New()
	s.Apply(&bridge.State{Phase: phase, Model: testModel, Adapter: "a GPU"})
	return s
}

func TestButtonAndStatus(t *testing.T) {
	partly := testModel
	partly.CachedBytes = 5_400_000
	cases := []struct {
		name          string
		messages      []bridge.Message
		label, status string
		enabled       bool
	}{
		{"start", nil, "Starting", "Starting", false},
		{"no model yet", []bridge.Message{&bridge.State{Phase: bridge.Idle, Model: testModel}},
			"Get the model, 10 MB", say.StatusIdle, true},
		{"part of the model", []bridge.Message{&bridge.State{Phase: bridge.Idle, Model: partly}},
			"Resume, 5 MB left", "5.4 MB of 10 MB is already here.", true},
		{"download", []bridge.Message{&bridge.State{Phase: bridge.Installing, Model: testModel},
			&bridge.Progress{Stage: bridge.Download, Done: 2_600_000, Total: 10_400_000, Left: 3.2}},
			"Pause", "Getting the model, 2.6 MB of 10 MB, 25 %, 2.4 MB/s, 4 s left", true},
		{"download behind its end", []bridge.Message{&bridge.State{Phase: bridge.Installing, Model: testModel},
			&bridge.Progress{Stage: bridge.Download, Done: 10_400_000, Total: 10_400_000}},
			"Pause", "Getting the model, 10 MB of 10 MB, 100 %, 1 s left", true},
		{"files", []bridge.Message{&bridge.State{Phase: bridge.Installing, Model: testModel},
			&bridge.Progress{Stage: bridge.Reading, Done: 2_600_000, Total: 10_400_000, Left: 3.2}},
			"Pause", "Reading your files, 2.6 MB of 10 MB, 25 %, 4 s left", true},
		{"size unknown", []bridge.Message{&bridge.State{Phase: bridge.Installing, Model: testModel},
			&bridge.Progress{Stage: bridge.Download, Left: -1}}, "Pause", "Getting the model", true},
		{"compile", []bridge.Message{&bridge.State{Phase: bridge.Generating, Model: testModel},
			&bridge.Progress{Stage: bridge.Compile, Done: 1, Total: 4, Left: -1}},
			"Cancel", "Preparing your GPU, 25 %", true},
		{"steps", []bridge.Message{&bridge.State{Phase: bridge.Generating, Model: testModel},
			&bridge.Progress{Stage: bridge.Decoder, Done: 3, Total: 20, Left: 130}},
			"Cancel", "Painting 64 px, step 3 of 20, 3 min left", true},
		{"ready", []bridge.Message{&bridge.State{Phase: bridge.Ready, Model: testModel, Adapter: "a GPU"}},
			"Generate", "Ready. Runs on a GPU.", true},
		{"another tab", []bridge.Message{&bridge.State{Phase: bridge.Elsewhere}}, "Use it here",
			"Another tab has the GPU. Close it, or go on here.", true},
		{"no GPU", []bridge.Message{&bridge.Failed{Code: bridge.NoGPU}}, "Not available here", "", false},
		{"no model on the server", []bridge.Message{&bridge.Failed{Code: bridge.NoModel}}, "Try again", "", true},
		{"worker stopped later", []bridge.Message{&bridge.State{Phase: bridge.Ready, Model: testModel},
			&bridge.Failed{Code: bridge.WorkerFailed}}, "Try again", "", true},
	}
	for _, c := range cases {
		s := New()
		for _, m := range c.messages {
			s.Apply(m)
		}
		if s.Label() != c.label || s.Status() != c.status || s.Enabled() != c.enabled {
			t.Errorf("%s: %q (%v), %q", c.name, s.Label(), s.Enabled(), s.Status())
		}
	}
}

func TestGenerate(t *testing.T) {
	s := inPhase(bridge.Ready)
	if s.Press() != nil || s.Status() != say.NeedPrompt {
		t.Errorf("an empty prompt: %q", s.Status())
	}
	s.Prompt = strings.Repeat("é", bridge.MaxPromptRunes+1)
	if s.Press() != nil || !strings.Contains(s.Status(), "1001") {
		t.Errorf("a long prompt: %q", s.Status())
	}
	s.Prompt = "  a red fox\n"
	g, ok := s.Press().(*bridge.Generate)
	if !ok || g.ID != 1 || g.Prompt != "a red fox" || g.Steps != 24 || g.Guidance != 3 || g.PriorSteps != 25 {
		t.Fatalf("asked for %+v", g)
	}
	if _, err := bridge.Encode(g); err != nil {
		t.Error(err)
	}
	if s.Action() != Stop {
		t.Error("a second press would ask twice")
	}
}

func TestSeeds(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt = "x"
	s.SetSeed("42")
	first := s.Press().(*bridge.Generate)
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	second := s.Press().(*bridge.Generate)
	if first.Seed != "42" || second.Seed != "42" {
		t.Errorf("kept seeds are %s and %s", first.Seed, second.Seed)
	}
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	s.Choices.KeepSeed = false
	if third := s.Press().(*bridge.Generate); third.Seed == "42" {
		t.Error("the seed did not change")
	}
	s.SetSeed("-1")
	if s.Notice != say.SeedBad {
		t.Errorf("a bad seed: %q", s.Notice)
	}
}

func TestPicturesAndSelection(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt = "x"
	for i := range maxShots + 2 {
		g := s.Press().(*bridge.Generate)
		s.Apply(&bridge.Preview{ID: g.ID})
		if !s.Forming() || s.Empty() {
			t.Fatal("the preview does not show")
		}
		s.Apply(&bridge.Picture{ID: g.ID, Request: *g, StageMillis: map[string]float64{bridge.Decoder: 1500}})
		s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
		if s.Forming() || s.Selected != min(i, maxShots-1) {
			t.Fatalf("picture %d: selected %d", i, s.Selected)
		}
	}
	if len(s.Shots) != maxShots || !strings.HasPrefix(s.Status(), "Made in 1.5 s, seed ") {
		t.Errorf("%d pictures, %q", len(s.Shots), s.Status())
	}
	if s.Select(-1) || s.Select(maxShots) || !s.Select(0) || s.Shot() != s.Shots[0] {
		t.Error("the selection is wrong")
	}
}

// TestTimeThatNobodyMeasured: a picture from a file says its seed, not that it took
// no time.
func TestTimeThatNobodyMeasured(t *testing.T) {
	s := inPhase(bridge.Ready)
	shot := &Shot{Picture: bridge.Picture{Request: bridge.Generate{Seed: "7"}}}
	if s.Put(shot); s.Status() != "Seed 7." {
		t.Errorf("without a time: %q", s.Status())
	}
	shot.StageMillis = map[string]float64{bridge.Decoder: 1500}
	if s.Status() != "Made in 1.5 s, seed 7." {
		t.Errorf("with a time: %q", s.Status())
	}
}

func TestCancel(t *testing.T) {
	s := inPhase(bridge.Ready)
	if s.Cancel() != nil {
		t.Error("there was nothing to cancel")
	}
	s.Prompt = "x"
	g := s.Press().(*bridge.Generate)
	if m, ok := s.Press().(*bridge.Cancel); !ok || m.ID != g.ID || s.Enabled() {
		t.Errorf("cancelled %+v, %q", m, s.Label())
	}
	s.Apply(&bridge.Failed{ID: g.ID, Code: bridge.Cancelled})
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	if s.Problem != nil || s.Label() != say.Generate || !s.Empty() {
		t.Errorf("after cancelling: %+v, %q", s.Problem, s.Label())
	}
	s = inPhase(bridge.Installing)
	if m, ok := s.Press().(*bridge.Cancel); !ok || m.ID != 0 {
		t.Errorf("the download was cancelled with %+v", m)
	}
}

// problem is what the page says of a code.
func problem(code string) words.Problem {
	p, _ := say.Problems.Of(code)
	return p
}

func TestProblems(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Apply(&bridge.Failed{Code: bridge.NoMemory, Message: "out of 3 GB at 0xff."})
	if *s.Problem != problem(bridge.NoMemory) || s.Failure.Message != "out of 3 GB at 0xff." {
		t.Errorf("%+v, reported as %+v", s.Problem, s.Failure)
	}
	s.Apply(&bridge.Failed{Code: bridge.NoMemory, Side: 1024, Kept: 256})
	if p := *s.Problem; p.Title != problem(bridge.NoMemory).Title || p.Message != "It happened at the 1024 px step. The 256 px picture is kept." || p.Advice != problem(bridge.NoMemory).Advice {
		t.Errorf("behind an enlargement that failed: %+v", p)
	}
	s.Secure = false
	s.Apply(&bridge.Failed{Code: bridge.NoGPU})
	if *s.Problem != problem("insecure") {
		t.Errorf("over plain HTTP: %+v", s.Problem)
	}
	s.Apply(&bridge.Failed{Code: bridge.BadRequest, Message: "The model has no 512 pixels.", Advice: "Choose 64."})
	if p := *s.Problem; p.Title != problem(bridge.BadRequest).Title || p.Message != "The model has no 512 pixels." || p.Advice != "Choose 64." {
		t.Errorf("a request refused with reasons: %+v", p)
	}
	s.Apply(&bridge.Failed{Code: bridge.BadRequest})
	if *s.Problem != problem(bridge.BadRequest) {
		t.Errorf("a request refused without: %+v", s.Problem)
	}
	s.Apply(&bridge.Failed{Code: "news", Message: "A new kind."})
	if s.Problem.Title != say.WhatHappened || s.Problem.Message != "A new kind." {
		t.Errorf("%+v", s.Problem)
	}
}

func TestWarnsOfWrongNumbers(t *testing.T) {
	for exam, warns := range map[string]bool{bridge.ExamPassed: false, bridge.ExamMissing: false, bridge.ExamFailed: true} {
		s := New()
		s.Apply(&bridge.Diagnosis{Exam: exam, Wrong: []string{"conv"}})
		if (s.Problem != nil) != warns || s.Diagnosis == nil {
			t.Errorf("%s: problem %v, diagnosis %v", exam, s.Problem, s.Diagnosis)
		}
		if warns && s.Problem.Title != problem("wrong-numbers").Title {
			t.Errorf("%s: %q", exam, s.Problem.Title)
		}
	}
}

func TestDials(t *testing.T) {
	s := inPhase(bridge.Ready)
	for _, d := range dials {
		d.Set(s, 1e9)
		if d.Get(s) != d.Max {
			t.Errorf("%s is %g", d.Name, d.Get(s))
		}
		d.Reset(s)
	}
	if s.Choices.Steps != 24 || s.Choices.PriorSteps != 25 {
		t.Errorf("reset to %+v", s.Choices)
	}
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: bridge.Model{Defaults: bridge.Defaults{Steps: 9}}})
	if s.Choices.Steps != 24 {
		t.Error("the model's defaults overrode the visitor")
	}
}

// TestSettingsThatPlayNoPart: what a mode sets by itself, or does not ask, is not
// there to be set.
func TestSettingsThatPlayNoPart(t *testing.T) {
	for _, c := range []struct {
		mode                    Mode
		method, sampler         string
		samples, stirs, imagine bool
	}{
		{Create, Words, bridge.DDIM, true, true, true},
		{Create, Words, bridge.DPM, true, false, true},
		{Vary, Words, bridge.DDIM, false, false, false},
		{Blend, Words, bridge.DDIM, false, false, false},
		{Edit, Words, bridge.DDIM, false, false, true},
		{Edit, Paint, bridge.DPM, false, true, true},
		{Probe, Words, bridge.DPM, false, true, false},
	} {
		s := inPhase(bridge.Ready)
		s.Enter(c.mode)
		s.Choices.Method, s.Choices.Sampler = c.method, c.sampler
		if s.Samples() != c.samples || s.Stirs() != c.stirs || s.Imagines() != c.imagine || slices.Contains(s.Extras(), "candidates") != c.imagine {
			t.Errorf("%+v: a sampler %v, fresh noise %v, a prior %v, dials %v", c, s.Samples(), s.Stirs(), s.Imagines(), s.Extras())
		}
	}
}

// TestVariationsHaveTheirOwnCount: nine, as in the paper's figure, but for a GPU that
// is none; how many pictures are made from words is another matter.
func TestVariationsHaveTheirOwnCount(t *testing.T) {
	for adapter, want := range map[string]int{"a GPU": 9, "Google SwiftShader": 4, "mesa llvmpipe (LLVM 19)": 4} {
		s := New()
		s.Apply(&bridge.State{Phase: bridge.Ready, Model: bridge.Model{Can: []string{bridge.CanSee}}, Adapter: adapter})
		s.Enter(Vary)
		s.Wells[0] = &Well{Width: 1, Height: 1, Pixels: bridge.Memory{0, 0, 0, 0}}
		count := DialOf("count")
		s.ask()
		if g := s.queue[0].message.(*bridge.Vary).Request; g.Count != want || count.Get(s) != float64(want) || s.Choices.Count != 1 {
			t.Errorf("%s: %d variations, the dial at %g", adapter, g.Count, count.Get(s))
		}
		count.Set(s, 2)
		if s.Enter(Create); count.Get(s) != 1 {
			t.Errorf("%s: %g pictures from words", adapter, count.Get(s))
		}
		s.Enter(Vary)
		if count.Reset(s); count.Get(s) != float64(want) {
			t.Errorf("%s: reset to %g", adapter, count.Get(s))
		}
	}
}

func TestAnnouncementsAreRare(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Prompt = "x"
	g := s.Press().(*bridge.Generate)
	heard := map[string]bool{}
	for step := range 20 {
		s.Apply(&bridge.Progress{ID: g.ID, Stage: bridge.Decoder, Done: step, Total: 20, Left: 1})
		heard[s.Announcement()] = true
	}
	painting := fmt.Sprintf(say.StatusDecoder, "64")
	if len(heard) != 1 || !heard[painting] {
		t.Errorf("heard %v", heard)
	}
	s.Apply(&bridge.Progress{ID: g.ID + 1, Stage: bridge.Text, Total: 1})
	if s.Announcement() != painting {
		t.Error("heard of another request")
	}
	s.Apply(&bridge.Picture{ID: g.ID, Request: *g})
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: testModel})
	if !strings.HasPrefix(s.Announcement(), say.StatusNewPicture) {
		t.Errorf("heard %q", s.Announcement())
	}
	s.Notice = say.NeedPrompt
	if s.Announcement() != say.NeedPrompt {
		t.Errorf("heard %q", s.Announcement())
	}
}

func TestModelsBringTheirOwnSettings(t *testing.T) {
	s := New()
	s.Apply(&bridge.State{Phase: bridge.Ready, Model: bridge.Model{Defaults: bridge.Defaults{Steps: 25, PriorSteps: 25, UpsampleSteps: 7, Guidance: 8, PriorGuidance: 4}}})
	c, own := s.Choices, Defaults()
	if c.Steps != 25 || c.UpsampleSteps != 7 || c.Guidance != 8 || c.ImageStrength != 8 || c.PriorGuidance != 4 || c.Candidates != own.Candidates {
		t.Errorf("%+v", c)
	}
}

func TestExamples(t *testing.T) {
	if s := New(); len(s.Examples()) != 0 {
		t.Error("there are examples before there is a model")
	}
	if s := inPhase(bridge.Ready); s.Examples()[0] != "a cat" {
		t.Errorf("the model's examples are %v", s.Examples())
	}
	s := New()
	s.Apply(&bridge.State{Phase: bridge.Idle})
	if len(s.Examples()) == 0 {
		t.Error("a model without examples leaves the page without")
	}
}

// TestWordsStayInTheirMode writes in one mode and works in others: each has its
// own words, and nothing but those pulls at a picture.
func TestWordsStayInTheirMode(t *testing.T) {
	s := inPhase(bridge.Ready)
	s.Model.Can = []string{bridge.CanSee}
	s.Prompt = "a boat"
	s.Wells = [2]*Well{{Width: 1, Height: 1, Pixels: bridge.Memory{0, 0, 0, 0}}, {Width: 1, Height: 1, Pixels: bridge.Memory{0, 0, 0, 0}}}
	for _, m := range []Mode{Vary, Blend, Probe} {
		s.Enter(m)
		s.ask()
		asked := s.queue[len(s.queue)-1].message
		var g bridge.Generate
		switch q := asked.(type) {
		case *bridge.Vary:
			g = q.Request
		case *bridge.Blend:
			g = q.Request
		case *bridge.Probe:
			g = q.Request
		}
		if g.Steps == 0 || g.Prompt != "" {
			t.Errorf("%s: words of another mode in %+v", m, asked)
		}
	}
	s.Prompt = "a sail"
	for m, want := range map[Mode]string{Vary: "", Create: "a boat", Probe: "a sail"} {
		if s.Enter(m); s.Prompt != want {
			t.Errorf("%s: %q, not %q", m, s.Prompt, want)
		}
	}
	s.Enter(Create)
	made := s.recipe(&bridge.Picture{Request: s.Choices.request()})
	made.Mode, made.Request.Prompt = string(Edit), "a ship"
	if s.Restore(&made); s.Prompt != "a boat" {
		t.Errorf("restored %q", s.Prompt)
	}
	if s.Enter(Edit); s.Prompt != "a ship" {
		t.Errorf("the mode that made it has %q", s.Prompt)
	}
}

// While storage takes its time to open the page says what it waits for.
func TestSlowStorageIsTold(t *testing.T) {
	s := New()
	if got := s.Status(); got != s.Say.StatusStarting {
		t.Errorf("at first: %q", got)
	}
	s.Apply(&bridge.Progress{Stage: bridge.Opening, Left: -1})
	if got := s.Status(); got != s.Say.StatusOpening {
		t.Errorf("then: %q", got)
	}
}
