package bridge

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// attacks change a valid message of a kind into one that must not pass.
var attacks = []struct {
	name, kind string
	change     func(Object)
}{
	{"no kind", "generate", func(o Object) { delete(o, "kind") }},
	{"kind of a prototype", "generate", func(o Object) { o["kind"] = "__proto__" }},
	{"kind that is an object", "generate", func(o Object) { o["kind"] = Object{"toString": "generate"} }},
	{"kind with a null behind", "generate", func(o Object) { o["kind"] = "generate\x00" }},
	{"prompt of 1,001 characters", "generate", func(o Object) { o["prompt"] = strings.Repeat("狐", MaxPromptRunes+1) }},
	{"prompt of 16 MiB", "generate", func(o Object) { o["prompt"] = strings.Repeat("x", 16<<20) }},
	{"prompt that is an object", "generate", func(o Object) { o["prompt"] = Object{"length": 3.0} }},
	{"prompt that is missing", "generate", func(o Object) { delete(o, "prompt") }},
	{"id of a half", "generate", func(o Object) { o["id"] = 0.5 }},
	{"id below zero", "generate", func(o Object) { o["id"] = -1.0 }},
	{"id that is no number", "generate", func(o Object) { o["id"] = math.NaN() }},
	{"id beyond exact numbers", "generate", func(o Object) { o["id"] = float64(1 << 54) }},
	{"endless steps", "generate", func(o Object) { o["steps"] = math.Inf(1) }},
	{"a thousand and one steps", "generate", func(o Object) { o["steps"] = 1001.0 }},
	{"steps as text", "generate", func(o Object) { o["steps"] = "20" }},
	{"guidance that is no number", "generate", func(o Object) { o["guidance"] = math.NaN() }},
	{"guidance beyond the limit", "generate", func(o Object) { o["guidance"] = 50.1 }},
	{"seed with a sign", "generate", func(o Object) { o["seed"] = "-1" }},
	{"seed of 2^64", "generate", func(o Object) { o["seed"] = "18446744073709551616" }},
	{"seed as a formula", "generate", func(o Object) { o["seed"] = "1e3" }},
	{"unknown sampler", "generate", func(o Object) { o["sampler"] = "constructor" }},
	{"unknown prior", "generate", func(o Object) { o["prior"] = "" }},
	{"ten pictures", "generate", func(o Object) { o["count"] = 10.0 }},
	{"seventeen candidates", "generate", func(o Object) { o["candidates"] = 17.0 }},
	{"side of 2^31", "generate", func(o Object) { o["size"] = float64(1 << 31) }},
	{"65 features", "hello", func(o Object) { o["features"] = make([]any, MaxListItems+1) }},
	{"features of numbers", "hello", func(o Object) { o["features"] = []any{1.0} }},
	{"pixels that are too few", "picture", func(o Object) { o["pixels"] = Memory(make([]byte, 8)) }},
	{"sides whose product wraps", "picture", func(o Object) { o["width"], o["height"] = float64(1<<32), float64(1<<32) }},
	{"pixels that are text", "picture", func(o Object) { o["pixels"] = "AAAA" }},
	{"time below zero", "picture", func(o Object) { o["stageMillis"] = Object{Text: -1.0} }},
	{"stage that nobody knows", "progress", func(o Object) { o["stage"] = "valueOf" }},
	{"more than there is", "progress", func(o Object) { o["done"] = float64(1 << 46) }},
}

// TestAttackMessages: none is decoded, and each error says so.
func TestAttackMessages(t *testing.T) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			o := sampleOf(t, a.kind)
			a.change(o)
			if m, err := Decode(o); !errors.Is(err, ErrMessage) {
				t.Errorf("%+v, %v", m, err)
			}
		})
	}
}

// sampleOf encodes a valid message.
func sampleOf(t *testing.T, kind string) Object {
	t.Helper()
	for _, m := range samples() {
		if m.Kind() == kind {
			o, err := Encode(m)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
	}
	t.Fatalf("no sample of %q", kind)
	return nil
}
