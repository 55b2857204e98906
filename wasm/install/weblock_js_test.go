package install

import (
	"context"
	"errors"
	"testing"
	"time"

	"unclip/wasm/jsx"
)

func TestWebLock(t *testing.T) {
	before := jsx.LiveFuncs()
	release, err := WebLock(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := WebLock(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	if _, free := FreeWebLock("a"); free {
		t.Error("a lock that is held is free")
	}
	if free, ok := FreeWebLock("c"); !ok {
		t.Error("a lock that nobody holds is not free")
	} else {
		free()
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, context.Canceled)
	defer cancel()
	if _, err := WebLock(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("the second holder: %v", err)
	}
	time.AfterFunc(50*time.Millisecond, release)
	start := time.Now()
	again, err := WebLock(t.Context(), "a")
	if err != nil || time.Since(start) < 40*time.Millisecond {
		t.Errorf("got it after %v, %v", time.Since(start), err)
	}
	again()
	again()
	release()
	for range 100 {
		if time.Sleep(5 * time.Millisecond); jsx.LiveFuncs() == before {
			return
		}
	}
	t.Errorf("%d functions leak", jsx.LiveFuncs()-before)
}
