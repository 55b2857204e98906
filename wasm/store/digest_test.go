package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of FIPS 180-4

func TestParseDigest(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{abc, true},
		{"", false},
		{abc[1:], false},
		{abc + "0", false},
		{strings.ToUpper(abc), false},
		{"g" + abc[1:], false},
		{"/" + abc[1:], false},
		{":" + abc[1:], false},
		{"`" + abc[1:], false},
		{abc[:62] + "é", false},
	} {
		if d, err := store.ParseDigest(c.text); (err == nil) != c.ok || c.ok && string(d) != c.text {
			t.Errorf("%q: %q, %v", c.text, d, err)
		}
	}
}

func TestSum(t *testing.T) {
	if d, err := store.Sum(t.Context(), gpu.Memory("abc")); err != nil || d != abc {
		t.Errorf("%s, %v", d, err)
	}
	if err := store.Verify(t.Context(), abc, gpu.Memory("abc")); err != nil {
		t.Error(err)
	}
	if err := store.Verify(t.Context(), abc, gpu.Memory("abd")); !errors.Is(err, store.ErrCorrupt) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Verify(ctx, abc, gpu.Memory("abc")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

type odd struct{}

func (odd) Len() int { return 1 }

func TestUnknownBytes(t *testing.T) {
	if _, err := store.Sum(t.Context(), odd{}); err == nil {
		t.Error("the sum of unknown bytes")
	}
	if _, err := store.ReadAll(odd{}); err == nil {
		t.Error("unknown bytes were read")
	}
}

func TestErrorsEndInAdvice(t *testing.T) {
	for _, err := range []error{store.ErrNotFound, store.ErrQuota, store.ErrClosed, store.ErrCorrupt, store.ErrUnavailable} {
		if _, advice, ok := strings.Cut(err.Error(), "; "); !ok || advice == "" {
			t.Errorf("%q gives no advice", err)
		}
	}
}
