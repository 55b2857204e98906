package chrome

import (
	"context"
	"sync/atomic"
	"testing"
)

// Test starts a browser for a test and closes it afterwards; the console goes
// to t.Logf. Without a browser the test fails, saying how to install one; with
// -short it is skipped.
func Test(t testing.TB, o Options) *Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("chrome: a browser test; run without -short")
	}
	var over atomic.Bool
	if o.Console == nil {
		o.Console = func(line string) {
			if !over.Load() {
				t.Logf("console: %s", line)
			}
		}
	}
	b, err := Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		over.Store(true)
		b.Close()
	})
	return b
}
