package tune

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wasm/store/mem"
	"unclip/wgsl/plan"
)

var (
	card = gpu.Info{Vendor: "acme", Architecture: "rocket-2", Description: "driver 1.2\n(beta)", Features: []string{"shader-f16"}, SubgroupMin: 32, SubgroupMax: 32}
	some = plan.Tuned{matmul.String(): {Kernel: "matmul_half", Tile: 3}, conv.String(): {Kernel: "conv", Algorithm: plan.F4}}
)

func TestRecords(t *testing.T) {
	shelf := mem.New(0)
	if got := Recall(t.Context(), shelf, card); got != nil {
		t.Errorf("an empty shelf remembers %v", got)
	}
	if err := Keep(t.Context(), shelf, card, some); err != nil {
		t.Fatal(err)
	}
	if got := Recall(t.Context(), shelf, card); !maps.Equal(got, some) {
		t.Errorf("kept %v, got %v", some, got)
	}
	for name, change := range map[string]func(i *gpu.Info){
		"another driver":   func(i *gpu.Info) { i.Description = "driver 1.3" },
		"another feature":  func(i *gpu.Info) { i.Features = nil },
		"another adapter":  func(i *gpu.Info) { i.Architecture = "rocket-3" },
		"another subgroup": func(i *gpu.Info) { i.SubgroupMin = 16 },
	} {
		other := card
		if change(&other); Recall(t.Context(), shelf, other) != nil {
			t.Errorf("%s gets the old record", name)
		}
	}
}

// A damaged record is nothing, never half a record.
func TestDamagedRecords(t *testing.T) {
	good := print(some, identity(card))
	for name, bad := range map[string][]byte{
		"empty":            {},
		"cut off":          good[:len(good)-3],
		"another version":  bytes.Replace(good, []byte("tuning 1"), []byte("tuning 2"), 1),
		"another identity": bytes.Replace(good, []byte("acme"), []byte("acne"), 1),
		"a wrong number":   bytes.Replace(good, []byte("\t3\t"), []byte("\t999\t"), 1),
		"a missing field":  bytes.Replace(good, []byte("\t3\t"), []byte("\t"), 1),
		"no text":          bytes.Repeat([]byte{0xff, 0}, 99),
		"too long":         append(bytes.Clone(good), []byte(strings.Repeat("task\tmatmul\t0\t0\n", maxTasks))...),
		"huge":             append(bytes.Clone(good), bytes.Repeat([]byte("x"), maxBytes)...),
	} {
		shelf := mem.New(0)
		if err := shelf.PutManifest(t.Context(), identity(card), bad); err != nil {
			t.Fatal(err)
		}
		if got := Recall(t.Context(), shelf, card); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add(print(some, "x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tuned, err := parse(data, "x")
		if err != nil {
			return
		}
		if again, err := parse(print(tuned, "x"), "x"); err != nil || !maps.Equal(again, tuned) {
			t.Errorf("%q is read as %v, and that as %v: %v", data, tuned, again, err)
		}
	})
}

// A visit without its shelf tunes and forgets; a CPU adapter tunes when asked.
func TestSession(t *testing.T) {
	dev, tasks := soft.Open(), []plan.Task{tiny}
	broken := func(context.Context) (Shelf, error) { return nil, errors.New("no storage") }
	if got := (&Session{Shelf: broken}).Tuned(t.Context(), dev, tasks); got != nil {
		t.Errorf("a CPU adapter was tuned unasked: %v", got)
	}
	if got := (&Session{Shelf: broken, Always: true}).Tuned(t.Context(), dev, tasks); len(got) != 0 {
		t.Errorf("a task without choice was tuned: %v", got)
	}
	shelf := mem.New(0)
	if err := Keep(t.Context(), shelf, dev.Info(), some); err != nil {
		t.Fatal(err)
	}
	open := func(context.Context) (Shelf, error) { return shelf, nil }
	if got := (&Session{Shelf: open, Always: true}).Tuned(t.Context(), dev, tasks); !maps.Equal(got, some) {
		t.Errorf("remembered %v, want %v", got, some)
	}
}
