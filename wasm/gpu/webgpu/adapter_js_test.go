package webgpu

import (
	"errors"
	"syscall/js"
	"testing"

	"unclip/wasm/gpu"
)

// stand replaces a global for the test.
func stand(t *testing.T, name string, value any) {
	t.Helper()
	object, global := js.Global().Get("Object"), js.Global()
	before := object.Call("getOwnPropertyDescriptor", global, name)
	object.Call("defineProperty", global, name, map[string]any{"value": value, "configurable": true, "writable": true})
	t.Cleanup(func() {
		if before.IsUndefined() {
			global.Delete(name)
		} else {
			object.Call("defineProperty", global, name, before)
		}
	})
}

func TestNoWebGPU(t *testing.T) {
	resolve := js.Global().Get("Promise").Get("resolve").Call("bind", js.Global().Get("Promise"), nil)
	for name, navigator := range map[string]any{
		"no gpu":     map[string]any{},
		"no adapter": map[string]any{"gpu": map[string]any{"requestAdapter": resolve}},
		"no method":  map[string]any{"gpu": map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			stand(t, "navigator", navigator)
			if _, err := Open(t.Context(), Options{}); !errors.Is(err, gpu.ErrNone) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNoGlue(t *testing.T) {
	stand(t, "unclipGPU", js.Undefined())
	if _, err := Open(t.Context(), Options{}); err == nil || errors.Is(err, gpu.ErrNone) {
		t.Errorf("got %v", err)
	}
}

func TestNothingBeyondTheAdapter(t *testing.T) {
	d := open(t, Options{Features: []string{"shader-f16", "no-such-feature", "timestamp-query"}})
	for _, f := range d.Info().Features {
		if f == "no-such-feature" || !d.value.Get("features").Call("has", f).Bool() {
			t.Errorf("feature %s is not enabled", f)
		}
	}
	if i := open(t, Options{DefaultLimits: true}).Info(); i.MaxBindingBytes != 128<<20 || i.MaxBufferBytes != 256<<20 {
		t.Errorf("default limits: %+v", i)
	}
}
