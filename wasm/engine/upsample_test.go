package engine_test

import (
	"bytes"
	"strings"
	"testing"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine/enginetest"
)

// TestUpsamplersEnlarge asks for the sizes of both upsamplers; the second works
// in tiles.
func TestUpsamplersEnlarge(t *testing.T) {
	p := studio(t)
	for _, side := range []int{16, 64, 256} {
		m := ask(1, "3")
		m.Size, m.UpsampleSteps = side, 2
		first := p.pictures(m)
		if len(first) != 1 || len(first[0]) != 4*side*side {
			t.Fatalf("%d pixels: %d bytes", side, len(first[0]))
		}
		if side < 256 && !bytes.Equal(first[0], p.pictures(m)[0]) {
			t.Errorf("%d pixels: the same seed gives two pictures", side)
		}
	}
}

// TestUpsamplersCountTogether: one figure goes up over both.
func TestUpsamplersCountTogether(t *testing.T) {
	p := pipeline(t, tiny(t, weights.I8))
	r := unclip.Defaults()
	r.Steps, r.PriorSteps, r.Candidates, r.UpsampleSteps, r.Size = 1, 1, 1, 1, 256
	all, done := 1+5*5, 0
	if n := p.Ahead(r).Upsampler; n != all {
		t.Errorf("%d steps are ahead, not %d", n, all)
	}
	_, err := p.Generate(t.Context(), r, func(v unclip.Event) {
		if v.Stage != bridge.Upsample {
			return
		}
		if done++; v.Done != done || v.Total != all {
			t.Fatalf("step %d of %d is told as %d of %d", done, all, v.Done, v.Total)
		}
	})
	if err != nil || done != all {
		t.Errorf("%d steps, %v", done, err)
	}
}

// TestSizesThatCannotBeAreRefused wants advice before any work is done.
func TestSizesThatCannotBeAreRefused(t *testing.T) {
	config, stages, err := enginetest.TinyTensors()
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"upsample", "upsample_last"} {
		delete(config, stage)
		delete(stages, stage)
	}
	l, err := enginetest.New(config, stages, weights.F32)
	if err != nil {
		t.Fatal(err)
	}
	l.AddFile("merges.txt", "merges", []byte(enginetest.Merges))
	p := open(t, softDevice, l)
	m := ask(1, "3")
	m.Size = 64
	got := p.generate(m)
	failed := find[*bridge.Failed](got)
	if len(failed) != 1 || !strings.Contains(failed[0].Advice, "16") || len(find[*bridge.Progress](got)) > 0 {
		t.Errorf("%+v, progress %d", failed, len(find[*bridge.Progress](got)))
	}
}
