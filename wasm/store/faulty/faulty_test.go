package faulty_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
	"unclip/wasm/store/faulty"
	"unclip/wasm/store/mem"
	"unclip/wasm/store/storetest"
)

func TestScript(t *testing.T) {
	p, d := storetest.Shard(t, 10, 1)
	s := faulty.New(mem.New(0), faulty.Script{
		1: {Name: "quota", Err: store.ErrQuota},
		3: {Name: "io after", Err: store.ErrUnavailable, Done: true},
	})
	if err := s.Put(t.Context(), d, gpu.Memory(p)); !errors.Is(err, store.ErrQuota) {
		t.Errorf("call 1: %v", err)
	}
	if ok, err := s.Has(t.Context(), d); ok || err != nil {
		t.Errorf("call 2: a failed put took effect: %v, %v", ok, err)
	}
	if err := s.Put(t.Context(), d, gpu.Memory(p)); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("call 3: %v", err)
	}
	if ok, err := s.Has(t.Context(), d); !ok || err != nil {
		t.Errorf("call 4: a fault after the fact had no effect: %v, %v", ok, err)
	}
	if got, want := s.Replay(), "faulty: 4 calls, faults [1=put(quota) 3=put(io after)]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := faulty.New(mem.New(0), faulty.Script{1: {Name: "hang", Hang: true}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := s.List(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}
