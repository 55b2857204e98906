package exam

import (
	"context"
	"encoding/binary"
	"flag"
	"math"
	"os"
	"slices"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
)

var update = flag.Bool("update", false, "write the golden numbers anew")

// TestGolden holds the golden numbers to the reference kernels.
func TestGolden(t *testing.T) {
	outputs, err := compute(t.Context(), soft.Open())
	if err != nil {
		t.Fatal(err)
	}
	var made []byte
	for i, out := range outputs {
		spread := 0.0
		for _, x := range out {
			made = binary.LittleEndian.AppendUint16(made, weights.ToF16(x))
			spread = max(spread, math.Abs(float64(x)))
		}
		if spread < .1 || spread > 1000 {
			t.Errorf("%s: numbers up to %g say little", Subjects()[i], spread)
		}
	}
	if *update {
		if err := os.WriteFile("testdata/golden.f16", made, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(made) != len(golden) {
		t.Fatalf("%d bytes, golden %d; run with -update", len(made), len(golden))
	}
	if r := mark(outputs); r.Worst > 1e-5+0x1p-11 || r.Subject != len(Subjects()) { // half a step of a half
		t.Errorf("%+v", r)
	}
}

// TestWrongNumbersAreNoticed: in each subject, by a little too much, and as NaN.
func TestWrongNumbersAreNoticed(t *testing.T) {
	if len(golden) == 0 {
		t.Fatal("no golden numbers; run with -update")
	}
	for i, name := range Subjects() {
		for _, wrong := range []float32{.1, -1, float32(math.NaN()), float32(math.Inf(1))} {
			outputs, err := compute(t.Context(), soft.Open())
			if err != nil {
				t.Fatal(err)
			}
			outputs[i][7] += wrong * slices.Max(outputs[i])
			if r := mark(outputs); !slices.Equal(r.Failed, []string{name}) {
				t.Errorf("%s off by %g: %+v", name, wrong, r)
			}
		}
	}
}

// TestNothingIsLeftBehind: whatever fails, the device keeps no buffers.
func TestNothingIsLeftBehind(t *testing.T) {
	for _, call := range []faulty.Call{faulty.Load, faulty.Upload, faulty.Write, faulty.RunPrompt, faulty.Read} {
		d := faulty.New(soft.Open(), faulty.Fault{Call: call, N: 1, Err: gpu.ErrMemory})
		if _, err := Take(context.Background(), d); err == nil {
			t.Errorf("%s: no error", call)
		}
		if n := d.LiveBytes(); n != 0 {
			t.Errorf("%s: %d bytes live", call, n)
		}
		d.Close()
	}
}
