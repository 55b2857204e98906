package bridge

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

// samples holds one valid message of each kind.
func samples() []Message {
	request := Generate{ID: 7, Prompt: "a red fox", Negative: "text", Seed: "18446744073709551615",
		Count: 9, Steps: 20, Guidance: 4, ImageGuidance: 3, PriorSteps: 25, PriorGuidance: 2.5, Candidates: 2,
		Sampler: DDIM, Eta: 0.5, Prior: PriorDiffusion, Size: 256, UpsampleSteps: 6}
	pixels := Memory(make([]byte, 2*3*4))
	source := Source{Width: 3, Height: 2, Pixels: pixels}
	return []Message{
		&Hello{Base: "http://127.0.0.1:8080/", Features: []string{"webgpu"}},
		&Install{Place: OnDevice},
		&Import{Place: ForVisit, Files: []File{MemoryFile{"manifest.json", []byte("{}")}}},
		&Remove{},
		&request,
		&Cancel{ID: 7},
		&State{Phase: Ready, Adapter: "a GPU", Waiting: 2, Storage: Storage{Place: OnDevice, Kept: 5, Free: -1}, Model: Model{Name: "sticker", Version: "1", Digest: "0123abcdef", Bytes: 10e6,
			CachedBytes: 5, Examples: []string{"a cat"}, Can: []string{CanSee}, Defaults: Defaults{Steps: 20, Sampler: DDIM}}},
		&Progress{ID: 7, Stage: Decoder, Done: 3, Total: 20, Left: -1, Index: 1, Of: 9},
		&Preview{ID: 7, Step: 3, Index: 1, Width: 2, Height: 3, Pixels: pixels},
		&Picture{ID: 7, Index: 1, Of: 9, Value: 0.25, Width: 2, Height: 3, Pixels: pixels, Request: request, Model: "ab12",
			StageMillis: map[string]float64{Text: 1.5, Decoder: 900}, Truncated: "the end"},
		&Vary{Request: request, Source: source, Start: Inverted, Labels: []string{"apple"}},
		&Blend{Request: request, From: source, To: source, Start: Random, At: 0.5, Draft: 4},
		&TextDiff{Request: request, Source: source, From: "a photo", Strength: 0.5, Draft: 4},
		&Repaint{Request: request, Source: source, Strength: 0.75, Repeats: 2},
		&Probe{Request: request, Source: source, Labels: []string{"apple", "banana"}, Rungs: 5},
		&Codes{ID: 7, Index: 1, Of: 80, Buckets: 1024, Drawn: []float64{0, 1023}, Similarity: 0.3},
		&Findings{ID: 7, Similarity: 0.3, Labels: []string{"apple"}, Chances: []float64{1}, Captions: []string{"fox"},
			Nearness: []float64{-0.5}, Components: []float64{8}, Missing: []float64{0.25}},
		&Diagnose{},
		&Claim{},
		&Reset{},
		&Diagnosis{Adapter: "a GPU", Features: []string{"shader-f16"}, Exam: ExamFailed, Wrong: []string{"conv"}, Notes: []string{"largest buffer: 4096 MiB"}},
		&Failed{ID: 7, Code: NoMemory, Message: "No memory.", Advice: "Close other tabs.", Side: 1024, Kept: 256},
	}
}

func TestRoundTrip(t *testing.T) {
	for _, m := range samples() {
		o, err := Encode(m)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind(), err)
		}
		got, err := Decode(o)
		if err != nil {
			t.Fatalf("%s: %v", m.Kind(), err)
		}
		if !reflect.DeepEqual(got, m) {
			t.Errorf("%s: got %+v, want %+v", m.Kind(), got, m)
		}
	}
}

func TestEveryMemberIsRequired(t *testing.T) {
	for _, m := range samples() {
		o, _ := Encode(m)
		for name, value := range o {
			delete(o, name)
			if _, err := Decode(o); !errors.Is(err, ErrMessage) {
				t.Errorf("%s without %s: %v", m.Kind(), name, err)
			}
			o[name] = struct{}{}
			if _, err := Decode(o); !errors.Is(err, ErrMessage) {
				t.Errorf("%s with a strange %s: %v", m.Kind(), name, err)
			}
			o[name] = value
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("é", MaxPromptRunes)
	cases := []struct {
		name   string
		change func(*Generate)
		ok     bool
	}{
		{"as it is", func(*Generate) {}, true},
		{"longest prompt", func(g *Generate) { g.Prompt = long }, true},
		{"prompt too long", func(g *Generate) { g.Prompt = long + "e" }, false},
		{"prompt far too long", func(g *Generate) { g.Prompt = strings.Repeat("e", 1<<20) }, false},
		{"no steps", func(g *Generate) { g.Steps = 0 }, false},
		{"most steps", func(g *Generate) { g.Steps = MaxSteps }, true},
		{"too many steps", func(g *Generate) { g.Steps = MaxSteps + 1 }, false},
		{"negative guidance", func(g *Generate) { g.Guidance = -0.1 }, false},
		{"guidance is no number", func(g *Generate) { g.Guidance = math.NaN() }, false},
		{"guidance without end", func(g *Generate) { g.Guidance = math.Inf(1) }, false},
		{"empty seed", func(g *Generate) { g.Seed = "" }, false},
		{"negative seed", func(g *Generate) { g.Seed = "-1" }, false},
		{"seed with zeros in front", func(g *Generate) { g.Seed = "007" }, false},
		{"seed of 65 bits", func(g *Generate) { g.Seed = "18446744073709551616" }, false},
		{"unknown sampler", func(g *Generate) { g.Sampler = "euler" }, false},
		{"unknown prior", func(g *Generate) { g.Prior = "" }, false},
		{"huge picture", func(g *Generate) { g.Size = MaxSide + 1 }, false},
		{"no number", func(g *Generate) { g.ID = 0 }, false},
		{"no pictures", func(g *Generate) { g.Count = 0 }, false},
		{"ten pictures", func(g *Generate) { g.Count = MaxCount + 1 }, false},
		{"eta above 1", func(g *Generate) { g.Eta = 1.1 }, false},
		{"no strength for the picture", func(g *Generate) { g.ImageGuidance = math.NaN() }, false},
		{"no upsampler steps", func(g *Generate) { g.UpsampleSteps = 0 }, false},
	}
	for _, c := range cases {
		g := *samples()[4].(*Generate)
		c.change(&g)
		if _, err := Encode(&g); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestListLimits(t *testing.T) {
	cases := []struct {
		name string
		list []string
		ok   bool
	}{
		{"none", nil, true},
		{"most", make([]string, MaxListItems), true},
		{"too many", make([]string, MaxListItems+1), false},
		{"too long", []string{strings.Repeat("x", MaxNameRunes+1)}, false},
	}
	for _, c := range cases {
		if _, err := Encode(&Hello{Features: c.list}); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestEditLimits(t *testing.T) {
	request := *samples()[4].(*Generate)
	square := func(side int) Source {
		return Source{Width: side, Height: side, Pixels: Memory(make([]byte, 4*side*side))}
	}
	small := square(2)
	cases := []struct {
		name string
		m    Message
		ok   bool
	}{
		{"largest source", &Vary{Request: request, Source: square(MaxSource), Start: Inverted}, true},
		{"source too large", &Vary{Request: request, Source: square(MaxSource + 1), Start: Inverted}, false},
		{"no source", &Vary{Request: request, Start: Inverted}, false},
		{"unknown start", &Vary{Request: request, Source: small, Start: "nowhere"}, false},
		{"one end is missing", &Blend{Request: request, From: small, Start: Random}, false},
		{"text diff too strong", &TextDiff{Request: request, Source: small, Strength: 0.6}, false},
		{"no repeats", &Repaint{Request: request, Source: small, Strength: 1}, false},
		{"too many labels", &Probe{Request: request, Source: small, Labels: make([]string, MaxListItems+1)}, false},
		{"too many rungs", &Probe{Request: request, Source: small, Rungs: MaxCount + 1}, false},
		{"code out of range", &Codes{ID: 1, Of: 1, Buckets: 1, Drawn: []float64{MaxCode + 1}}, false},
		{"most codes", &Codes{ID: 1, Of: MaxCodes, Buckets: 1, Drawn: make([]float64, MaxCodes)}, true},
		{"too many codes", &Codes{ID: 1, Of: MaxCodes, Buckets: 1, Drawn: make([]float64, MaxCodes+1)}, false},
	}
	for _, c := range cases {
		if _, err := Encode(c.m); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestHostileObjects(t *testing.T) {
	picture := func() Object { o, _ := Encode(samples()[8]); return o }
	codes := func() Object { o, _ := Encode(&Codes{ID: 1, Of: 1, Buckets: 1}); return o }
	cases := []struct {
		name string
		o    Object
	}{
		{"nil", nil},
		{"no kind", Object{}},
		{"kind is a number", Object{"kind": 1.0}},
		{"unknown kind", Object{"kind": strings.Repeat("x", 1<<16)}},
		{"fraction for a number", Object{"kind": "cancel", "id": 1.5}},
		{"infinity for a number", Object{"kind": "cancel", "id": math.Inf(1)}},
		{"too few pixels", with(picture(), "pixels", Memory{1})},
		{"too wide", with(picture(), "width", 1e6)},
		{"too many features", Object{"kind": "hello", "base": "", "features": make([]any, 1<<20)}},
		{"numbers hold text", with(codes(), "drawn", []any{"1"})},
		{"endless numbers", with(codes(), "drawn", make([]any, 1<<20))},
		{"not a number", with(codes(), "drawn", []any{math.NaN()})},
		{"files hold text", Object{"kind": "import", "place": OnDevice, "files": []any{"a"}}},
		{"endless files", Object{"kind": "import", "place": OnDevice, "files": make([]any, 1<<20)}},
		{"a place that is none", Object{"kind": "install", "place": "cloud"}},
		{"feature is a number", Object{"kind": "hello", "base": "", "features": []any{1.0}}},
	}
	for _, c := range cases {
		if m, err := Decode(c.o); err == nil {
			t.Errorf("%s: accepted as %+v", c.name, m)
		}
	}
}

func with(o Object, name string, value any) Object {
	o[name] = value
	return o
}
