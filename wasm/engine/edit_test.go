package engine_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// source is a drawing of 16 × 16 pixels, opaque.
func source(shift int) bridge.Source {
	pix := make(bridge.Memory, 16*16*4)
	for i := range 16 * 16 {
		x, y := i%16, i/16
		copy(pix[4*i:], []byte{byte(x * 16), byte(y*16 + shift), byte((x ^ y) * 16), 255})
	}
	return bridge.Source{Width: 16, Height: 16, Pixels: pix}
}

// studio is a page with a model that is ready.
func studio(t *testing.T) *page {
	p := open(t, softDevice, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	return p
}

// pictures asks and gives the pixels of the answers.
func (p *page) pictures(m bridge.Message) (list [][]byte) {
	p.t.Helper()
	p.send(m)
	got := p.until(phase(bridge.Ready))
	if f := find[*bridge.Failed](got); len(f) > 0 {
		p.t.Fatalf("%s: %+v", m.Kind(), f[0])
	}
	for i, picture := range find[*bridge.Picture](got) {
		if picture.Index != i {
			p.t.Errorf("%s: picture %d says it is %d", m.Kind(), i, picture.Index)
		}
		list = append(list, picture.Pixels.Bytes())
	}
	return list
}

// plain are settings without guidance, without which nothing reconstructs.
func plain(count int) bridge.Generate {
	g := *ask(1, "3")
	g.Prompt, g.Guidance, g.ImageGuidance, g.Count, g.Steps = "", 1, 1, count, 8
	return g
}

// psnr is the peak signal-to-noise ratio of two pictures' colours in dB.
func psnr(a, b []byte) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(a)*3/4)/sum)
}

func TestVariationsBeginAtTheSource(t *testing.T) {
	p, s := studio(t), source(0)
	vary := func(eta float64, start string) []byte {
		g := plain(1)
		g.Eta = eta
		return p.pictures(&bridge.Vary{Request: g, Source: s, Start: start})[0]
	}
	same, free, other := vary(0, bridge.Inverted), vary(1, bridge.Inverted), vary(0, bridge.Random)
	if db := psnr(same, s.Pixels.Bytes()); db < 30 {
		t.Errorf("η = 0 reconstructs with %.1f dB", db)
	}
	if db := psnr(free, s.Pixels.Bytes()); db > 20 {
		t.Errorf("η = 1 is still the source, %.1f dB", db)
	}
	if bytes.Equal(other, same) {
		t.Error("noise of the seed reconstructs")
	}
	if !bytes.Equal(same, vary(0, bridge.Inverted)) {
		t.Error("the same request gives two pictures")
	}
}

func TestBlendsEndAtTheirPictures(t *testing.T) {
	p, a, b := studio(t), source(0), source(100)
	frames := p.pictures(&bridge.Blend{Request: plain(3), From: a, To: b, Start: bridge.Inverted})
	if len(frames) != 3 {
		t.Fatalf("%d frames", len(frames))
	}
	for i, s := range map[int]bridge.Source{0: a, 2: b} {
		if db := psnr(frames[i], s.Pixels.Bytes()); db < 30 {
			t.Errorf("frame %d reconstructs its picture with %.1f dB", i, db)
		}
	}
	fixed := p.pictures(&bridge.Blend{Request: plain(2), From: a, To: b, Start: bridge.Random})
	if bytes.Equal(fixed[0], frames[0]) || bytes.Equal(fixed[0], fixed[1]) {
		t.Error("with the seed's noise both ends are pictures of their own")
	}
}

func TestTextDiffBeginsAtTheSource(t *testing.T) {
	p, s := studio(t), source(0)
	g := plain(3)
	g.Prompt = "red apple"
	frames := p.pictures(&bridge.TextDiff{Request: g, Source: s, From: "le", Strength: 0.5})
	if db := psnr(frames[0], s.Pixels.Bytes()); db < 30 {
		t.Errorf("θ = 0 reconstructs with %.1f dB", db)
	}
	g.Count = 1
	last := p.pictures(&bridge.TextDiff{Request: g, Source: s, From: "le", Strength: 0.5})
	if !bytes.Equal(last[0], frames[2]) || bytes.Equal(frames[1], frames[2]) {
		t.Error("a single frame is the last of several")
	}
}

func TestRepaintKeepsWhatIsOpaque(t *testing.T) {
	p, s := studio(t), source(0)
	pix := s.Pixels.Bytes()
	for i := range 8 * 16 {
		pix[4*i+3] = 0 // the upper half
	}
	g := *ask(1, "3")
	for _, repeats := range []int{1, 3} {
		got := p.pictures(&bridge.Repaint{Request: g, Source: s, Strength: 1, Repeats: repeats})[0]
		const half = 8 * 16 * 4
		if !bytes.Equal(got[half:], pix[half:]) {
			t.Errorf("%d repeats: what was opaque has changed", repeats)
		}
		if db := psnr(got[:half], pix[:half]); db > 20 {
			t.Errorf("%d repeats: nothing was painted, %.1f dB", repeats, db)
		}
	}
}

func TestStrengthSaysHowMuchChanges(t *testing.T) {
	p, s := studio(t), source(0)
	before := math.Inf(1)
	for _, strength := range []float64{0.1, 0.5, 1} {
		g := plain(1)
		g.Steps = 20
		got := p.pictures(&bridge.Repaint{Request: g, Source: s, Strength: strength, Repeats: 1})[0]
		db := psnr(got, s.Pixels.Bytes())
		if db > before {
			t.Errorf("strength %g keeps more than a weaker one: %.1f dB", strength, db)
		}
		before = db
	}
}

func TestProbeFinds(t *testing.T) {
	p := studio(t)
	g := plain(1)
	g.Prompt = "red apple"
	p.send(&bridge.Probe{Request: g, Source: source(0), Labels: []string{"apple", "red", "le"}})
	found := find[*bridge.Findings](p.until(phase(bridge.Ready)))
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	f := found[0]
	sum := 0.0
	for _, c := range f.Chances {
		sum += c
	}
	if len(f.Chances) != 3 || math.Abs(sum-1) > 1e-9 {
		t.Errorf("chances %v", f.Chances)
	}
	if len(f.Captions) != 10 || len(f.Nearness) != 10 {
		t.Fatalf("captions %v, nearness %v", f.Captions, f.Nearness)
	}
	p.send(&bridge.Vary{Request: plain(1), Source: source(0), Start: bridge.Random, Labels: f.Labels})
	beside := find[*bridge.Findings](p.until(phase(bridge.Ready)))
	if len(beside) != 1 || !slices.Equal(beside[0].Chances, f.Chances) {
		t.Errorf("beside variations the chances are %+v, want %v", beside, f.Chances)
	}
	for i, caption := range f.Captions {
		if i > 0 && f.Nearness[i] > f.Nearness[i-1] {
			t.Errorf("nearness rises: %v", f.Nearness)
		}
		if caption == g.Prompt && math.Abs(f.Nearness[i]-f.Similarity) > 1e-5 {
			t.Errorf("the prompt is %g near, alone %g", f.Nearness[i], f.Similarity)
		}
	}
}

func TestEditsRefuseWhatTheyCannotDo(t *testing.T) {
	p := studio(t)
	g := plain(1)
	p.send(&bridge.TextDiff{Request: g, Source: source(0), From: "", Strength: 0.5}) // from nothing to nothing
	f := find[*bridge.Failed](p.until(phase(bridge.Ready)))
	if len(f) != 1 || f[0].Advice == "" {
		t.Errorf("%+v", f)
	}
}

// TestDraftsAreQuick turns and blends pictures that were taken apart before: a
// draft walks its own few steps, inverts nothing and stays as small as the decoder
// paints, whatever size the whole picture will have.
func TestDraftsAreQuick(t *testing.T) {
	p, s, other := studio(t), source(0), source(90)
	g := plain(1)
	g.Prompt = "apple"
	p.pictures(&bridge.TextDiff{Request: g, Source: s, Strength: 0.5})
	p.pictures(&bridge.Blend{Request: g, From: s, To: other, Start: bridge.Inverted})
	large := g
	large.Size = 64
	for _, m := range []bridge.Message{
		&bridge.TextDiff{Request: large, Source: s, Strength: 0.2, Draft: 2},
		&bridge.Blend{Request: large, From: s, To: other, Start: bridge.Inverted, At: 0.3, Draft: 2},
	} {
		p.send(m)
		got := p.until(phase(bridge.Ready))
		steps := map[string]int{}
		for _, v := range find[*bridge.Progress](got) {
			steps[v.Stage]++
		}
		made := find[*bridge.Picture](got)
		if len(made) != 1 || steps[bridge.Decoder] != 2 || steps[bridge.Invert]+steps[bridge.Upsample] != 0 {
			t.Fatalf("%s: %d pictures, took %v steps", m.Kind(), len(made), steps)
		}
		if made[0].Width != 16 || made[0].Request.Size != 16 {
			t.Errorf("%s: %d pixels, and says %d", m.Kind(), made[0].Width, made[0].Request.Size)
		}
	}
	first := p.pictures(&bridge.Blend{Request: plain(1), From: s, To: other, Start: bridge.Inverted, At: 0})[0]
	if db := psnr(first, s.Pixels.Bytes()); db < 30 {
		t.Errorf("the place 0 reconstructs with %.1f dB", db)
	}
}

// What a request asks for in vain is told in words that help.
func TestRefusedRequestsSayWhatToChange(t *testing.T) {
	p := studio(t)
	with := func(change func(*bridge.Generate)) bridge.Generate {
		g := plain(1)
		change(&g)
		return g
	}
	for _, c := range []struct {
		name            string
		m               bridge.Message
		message, advice string // parts
	}{
		{"a size", func() bridge.Message { g := with(func(g *bridge.Generate) { g.Size = 512 }); return &g }(), "512 pixels", "Choose one of [16 64 256]"},
		{"one step", &bridge.Repaint{Request: with(func(g *bridge.Generate) { g.Steps = 1 }), Source: source(0), Strength: .5, Repeats: 1}, "Repaint: no step", "2 steps or more"},
		{"no way", &bridge.TextDiff{Request: with(func(g *bridge.Generate) { g.Prompt, g.Prior = "red", bridge.PriorText }), From: "red", Source: source(0), Strength: .3}, "Text diff", "Write what"},
		{"steps", &bridge.Vary{Request: with(func(g *bridge.Generate) { g.Steps = 990 }), Source: source(0), Start: bridge.Inverted}, "990 steps", "Ask for 1 to 980"},
		{"one embedding", &bridge.TextDiff{Request: with(func(g *bridge.Generate) { g.Prompt, g.Prior = "red", bridge.PriorText }), From: "RED", Source: source(0), Strength: .3}, "same embedding", "Change the words"},
	} {
		p.send(c.m)
		f := find[*bridge.Failed](p.until(phase(bridge.Ready)))
		if len(f) != 1 || f[0].Code != bridge.BadRequest || !strings.Contains(f[0].Message, c.message) || !strings.Contains(f[0].Advice, c.advice) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}
