package webgpu

import (
	"slices"
	"syscall/js"
	"testing"

	"unclip/wasm/jsx"
)

// TestAStepIsOneSubmission counts what reaches the queue while a program steps
// and is read, however often.
func TestAStepIsOneSubmission(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(3))
	submitted := 0
	real := d.queue.Get("submit")
	count := func(name string, want int, f func()) {
		t.Helper()
		before := submitted
		if f(); submitted-before != want {
			t.Errorf("%s: %d submissions, want %d", name, submitted-before, want)
		}
	}
	counting := counted(&submitted, real, d.queue)
	d.queue.Set("submit", counting.Value)
	defer func() {
		d.queue.Delete("submit")
		counting.Release()
	}()
	read := func(want float32) {
		t.Helper()
		if y, err := g.Read(t.Context(), "y"); err != nil || !slices.Equal(y, []float32{want, want, want, want}) {
			t.Errorf("%v, %v; want %v", y, err, want)
		}
	}
	for i := range 3 {
		v := float32(i + 1)
		count("a step and its output", 1, func() {
			if err := g.Write("x", []float32{v, v, v, v}); err != nil {
				t.Fatal(err)
			}
			if err := g.RunStep(t.Context()); err != nil {
				t.Fatal(err)
			}
			read(v)
		})
		count("the output again", 0, func() { read(v) })
	}
	count("behind another pass", 1, func() {
		g.echoes.stale.Store(true)
		read(3)
	})
}

// counted is a queue's submit that counts.
func counted(n *int, submit, queue js.Value) jsx.Func {
	return jsx.FuncOf(func(_ js.Value, args []js.Value) any {
		*n++
		return submit.Call("call", queue, args[0])
	})
}
