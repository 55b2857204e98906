package engine_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"unclip/models/clip"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// page is the other end of a conversation with an engine.
type page struct {
	t      *testing.T
	engine *engine.Engine
	inbox  chan bridge.Message
}

func open(t *testing.T, device func(context.Context) (gpu.Device, error), library engine.Library) *page {
	p := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	p.engine = engine.New(engine.Platform{Device: device, Library: func(context.Context, string) (engine.Library, error) { return library, nil }})
	return p
}

func (p *page) send(m bridge.Message) {
	p.engine.Handle(context.Background(), m, func(r bridge.Message) {
		if _, err := bridge.Encode(r); err != nil {
			p.t.Errorf("an answer that the bridge does not carry: %v", err)
		}
		p.inbox <- r
	})
}

// until collects messages up to the first that satisfies done.
func (p *page) until(done func(bridge.Message) bool) []bridge.Message {
	p.t.Helper()
	var got []bridge.Message
	for {
		select {
		case m := <-p.inbox:
			got = append(got, m)
			if done(m) {
				return got
			}
		case <-time.After(time.Minute):
			p.t.Fatalf("no answer; so far %v", kinds(got))
		}
	}
}

func phase(name string) func(bridge.Message) bool {
	return func(m bridge.Message) bool {
		s, ok := m.(*bridge.State)
		return ok && s.Phase == name
	}
}

func kinds(ms []bridge.Message) (list []string) {
	for _, m := range ms {
		list = append(list, m.Kind())
	}
	return list
}

func find[T bridge.Message](ms []bridge.Message) (found []T) {
	for _, m := range ms {
		if x, ok := m.(T); ok {
			found = append(found, x)
		}
	}
	return found
}

func softDevice(context.Context) (gpu.Device, error) { return soft.Open(), nil }

func tiny(t *testing.T, dtype weights.DType) *enginetest.Library {
	t.Helper()
	l, err := enginetest.Tiny(dtype)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// pipeline runs a model without an engine around it.
func pipeline(t *testing.T, l *enginetest.Library) *unclip.Pipeline {
	t.Helper()
	m, err := l.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Pipeline(engine.NewRuntime(soft.Open(), m, l, engine.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ask(id int, seed string) *bridge.Generate {
	return &bridge.Generate{ID: id, Prompt: "red apple", Seed: seed, Count: 1, Steps: 3, Guidance: 2, ImageGuidance: 2, UpsampleSteps: 6, PriorSteps: 2, PriorGuidance: 1.5,
		Candidates: 2, Sampler: bridge.DPM, Prior: bridge.PriorDiffusion, Size: 16}
}

// generate says hello and makes one picture.
func (p *page) generate(m *bridge.Generate) []bridge.Message {
	p.t.Helper()
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	p.send(m)
	return p.until(phase(bridge.Ready))
}

func TestAPromptBecomesAPicture(t *testing.T) {
	for _, dtype := range []weights.DType{weights.F32, weights.F16, weights.I8, weights.I4} {
		p := open(t, softDevice, tiny(t, dtype))
		got := p.generate(ask(7, "1"))
		pictures := find[*bridge.Picture](got)
		if len(pictures) != 1 {
			t.Fatalf("%s: %d pictures in %v: %+v", dtype, len(pictures), kinds(got), find[*bridge.Failed](got))
		}
		if p := pictures[0]; p.Pixels.Len() != 16*16*4 || p.Request.Prompt != "red apple" {
			t.Errorf("%s: picture %+v", dtype, p)
		}
		if n := len(find[*bridge.Preview](got)); n != 2 { // the last step is the picture itself
			t.Errorf("%s: %d previews of 3 steps", dtype, n)
		}
	}
}

func TestASeedGivesTheSameBytes(t *testing.T) {
	draw := func(seed string) []byte {
		got := open(t, softDevice, tiny(t, weights.I8)).generate(ask(1, seed))
		return find[*bridge.Picture](got)[0].Pixels.(bridge.Memory)
	}
	a, b, c := draw("1"), draw("1"), draw("2")
	if !bytes.Equal(a, b) {
		t.Error("the same seed gave two pictures")
	}
	if bytes.Equal(a, c) {
		t.Error("two seeds gave the same picture")
	}
}

func TestASecondPictureUploadsNothing(t *testing.T) {
	l := tiny(t, weights.F32)
	p := open(t, softDevice, l)
	p.generate(ask(1, "1"))
	before := l.Fetched
	p.send(ask(2, "2"))
	p.until(phase(bridge.Ready))
	if l.Fetched != before {
		t.Errorf("%d bytes uploaded again", l.Fetched-before)
	}
}

func TestNoAdapterIsSaidPlainly(t *testing.T) {
	p := open(t, func(context.Context) (gpu.Device, error) { return nil, gpu.ErrNone }, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	got := p.until(phase(bridge.Broken))
	failed := find[*bridge.Failed](got)
	if len(failed) != 1 || failed[0].Code != bridge.NoGPU || !strings.Contains(failed[0].Advice, "Chrome") {
		t.Errorf("%+v", failed)
	}
}

func TestCancelLeavesTheEngineReady(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	m := ask(3, "1")
	m.Steps = 1000
	p.send(m)
	p.until(func(m bridge.Message) bool { v, ok := m.(*bridge.Preview); return ok && v.Step >= 2 })
	p.send(&bridge.Cancel{ID: 3})
	failed := find[*bridge.Failed](p.until(phase(bridge.Ready)))
	if len(failed) != 1 || failed[0].Code != bridge.Cancelled {
		t.Fatalf("%+v", failed)
	}
	p.send(ask(4, "1"))
	if n := len(find[*bridge.Picture](p.until(phase(bridge.Ready)))); n != 1 {
		t.Error("no picture after a cancel")
	}
}

// withContext is the tiny model with another number of places for tokens.
func withContext(t *testing.T, n int) *enginetest.Library {
	t.Helper()
	config, stages, err := enginetest.TinyTensors()
	if err != nil {
		t.Fatal(err)
	}
	c, position := config["text"].(clip.TextConfig), stages["text"]["text.position"]
	values := make([]float32, n*c.Width)
	copy(values, position.Values)
	c.Context, position.Shape, position.Values = n, []int{n, c.Width}, values
	config["text"], stages["text"]["text.position"] = c, position
	l, err := enginetest.New(config, stages, weights.F32)
	if err != nil {
		t.Fatal(err)
	}
	l.AddFile("merges.txt", "merges", []byte(enginetest.Merges))
	return l
}

// Other text towers than CLIP's have another context: a long prompt is cut there.
func TestPromptsAreCutAtTheModelsContext(t *testing.T) {
	prompt := strings.Repeat("a b c d e f g h ", 10)
	for _, c := range []struct {
		context int
		unread  int // of the 80 words
	}{{12, 70}, {77, 5}, {96, 0}} {
		m := ask(1, "1")
		m.Prompt, m.Prior = prompt, bridge.PriorNone
		got := open(t, softDevice, withContext(t, c.context)).generate(m)
		pictures := find[*bridge.Picture](got)
		if len(pictures) != 1 || len(strings.Fields(pictures[0].Truncated)) != c.unread {
			t.Errorf("context %d: %d pictures, failed %+v", c.context, len(pictures), find[*bridge.Failed](got))
		}
	}
}
