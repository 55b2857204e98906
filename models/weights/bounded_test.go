package weights

import (
	"runtime"
	"testing"
)

// bounded fails if f allocates, in all, more than four times its input and 1 MiB.
func bounded(t *testing.T, input int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(4*input+1<<20) {
		t.Fatalf("%d bytes of input took %d bytes of memory", input, used)
	}
}

// The worst inputs that could be found: many small objects.
func TestMemoryBound(t *testing.T) {
	for name, input := range memoryBombs() {
		t.Run(name, func(t *testing.T) {
			bounded(t, len(input), func() { ParseHeader(input, int64(len(input))) })
			bounded(t, len(input), func() { ParseManifest(input) })
		})
	}
}
