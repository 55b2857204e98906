package mem_test

import (
	"errors"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
	"unclip/wasm/store/faulty"
	"unclip/wasm/store/mem"
	"unclip/wasm/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Subject{
		Open: func(*testing.T) store.Store { return mem.New(0) },
		Damage: func(_ *testing.T, s store.Store, d store.Digest, to []byte) {
			s.(*mem.Store).Damage(d, gpu.Memory(to))
		},
	})
}

func TestFaultyWithoutFaultsConforms(t *testing.T) {
	inner := map[store.Store]*mem.Store{}
	storetest.Run(t, storetest.Subject{
		Open: func(*testing.T) store.Store {
			m := mem.New(0)
			f := faulty.New(m, nil)
			inner[f] = m
			return f
		},
		Damage: func(_ *testing.T, s store.Store, d store.Digest, to []byte) { inner[s].Damage(d, gpu.Memory(to)) },
	})
}

func TestLimit(t *testing.T) {
	s := mem.New(150)
	for i, want := range []error{nil, store.ErrQuota} {
		p, d := storetest.Shard(t, 100, i)
		if err := s.Put(t.Context(), d, gpu.Memory(p)); !errors.Is(err, want) {
			t.Errorf("shard %d: %v, want %v", i, err, want)
		}
	}
	s.SetLimit(200)
	p, d := storetest.Shard(t, 100, 1)
	if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
		t.Error(err)
	}
}
