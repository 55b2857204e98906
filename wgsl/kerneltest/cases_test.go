package kerneltest

import (
	"math"
	"testing"

	"unclip/wasm/gpu/soft"
	"unclip/wgsl"
	"unclip/wgsl/ref"
)

// TestSoft runs the cases on the device that is made of the references: it
// tests the harness, and that no reference reads past the end of its inputs.
func TestSoft(t *testing.T) {
	dev := soft.Open()
	defer dev.Close()
	Run(t, dev)
	if n := dev.LiveBytes(); n != 0 {
		t.Errorf("%d bytes still live", n)
	}
}

// TestRandomSoft is for what TestSoft is for, and for the random cases themselves:
// all kernels, legal variants, as many params as the table names, no NaN.
func TestRandomSoft(t *testing.T) {
	dev := soft.Open()
	defer dev.Close()
	RunRandom(t, dev, 1, 600)
	seen := map[string]bool{}
	for _, c := range Random(1, 600, func(wgsl.Variant) bool { return true }) {
		seen[c.Variant.Kernel] = true
		if len(c.Params) != len(wgsl.Specs()[c.Variant.Kernel].Params) {
			t.Errorf("%s: %d params", c, len(c.Params))
		}
		c.wantNumbers(t)
	}
	for _, name := range wgsl.Names() {
		if !seen[name] {
			t.Errorf("no case of %s", name)
		}
	}
}

func TestCoverage(t *testing.T) {
	list := Cases()
	lines, kernels := map[string]bool{}, map[wgsl.Variant]bool{}
	for _, c := range list {
		if err := wgsl.Check(c.Variant); err != nil {
			t.Errorf("%s: %v", c, err)
		}
		if len(c.Params) != len(wgsl.Specs()[c.Variant.Kernel].Params) {
			t.Errorf("%s: %d params", c, len(c.Params))
		}
		if lines[c.String()] {
			t.Errorf("%s is there twice", c)
		}
		lines[c.String()] = true
		kernels[c.Variant] = true
	}
	for _, v := range wgsl.Reachable() {
		if !kernels[v] {
			t.Errorf("no case for %s", v.Key())
		}
	}
	t.Logf("%d cases over %d variants", len(list), len(kernels))
	if len(list) < 300 {
		t.Errorf("only %d cases", len(list))
	}
}

// TestNoNaNs: wherever the reference writes, it writes numbers.
func TestNoNaNs(t *testing.T) {
	for _, c := range Cases() {
		c.wantNumbers(t)
	}
}

func (c Case) wantNumbers(t *testing.T) {
	t.Helper()
	for i, w := range c.Want(c.Bindings()) {
		if x := float64(math.Float32frombits(w)); math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s: word %d is %g", c, i, x)
			break
		}
	}
}

// TestDifference: each kind of damage is seen.
func TestDifference(t *testing.T) {
	c := Case{Variant: wgsl.Variant{Kernel: "act", Choices: [4]uint8{1}}, Params: []uint32{8}}
	want := c.Want(c.Bindings())
	damage := map[string]func(got ref.Words){
		"a larger error": func(got ref.Words) { got[3] += 4000 },
		"a NaN":          func(got ref.Words) { got[0] = nanWord },
		"an infinity":    func(got ref.Words) { got[7] = math.Float32bits(float32(math.Inf(1))) },
		"a missing word": func(got ref.Words) { got[7] = Sentinel },
		"a guard word":   func(got ref.Words) { got[8] = 0 },
		"the last guard": func(got ref.Words) { got[len(got)-1]++ },
	}
	for name, f := range damage {
		got := append(ref.Words{}, want...)
		f(got)
		if _, err := c.Difference(got, want); err == nil {
			t.Errorf("%s goes unseen", name)
		}
	}
	if worst, err := c.Difference(want, want); worst != 0 || err != nil {
		t.Errorf("equal outputs differ by %g: %v", worst, err)
	}
}

func TestDataRepeats(t *testing.T) {
	c := Cases()[7]
	a, b := c.Bindings(), c.Bindings()
	for i := range a {
		for j := range a[i] {
			if a[i][j] != b[i][j] {
				t.Fatalf("%s: binding %d word %d differs between calls", c, i, j)
			}
		}
	}
}
