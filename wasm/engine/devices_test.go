package engine

import (
	"context"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// Two networks lose a device at once: where the attempts of the first are used
// up there is none left to close, and the second asks for another by itself.
func TestADeviceIsClosedOnce(t *testing.T) {
	ds := &devices{number: 3, open: func(context.Context) (gpu.Device, error) { return soft.Open(), nil }}
	if err := ds.renew(t.Context(), 3, gpu.ErrLost); err != nil || ds.current != nil {
		t.Errorf("renewed what was not there: %v, %v", ds.current, err)
	}
	if d, number, err := ds.get(t.Context()); d == nil || number != 4 || err != nil {
		t.Errorf("device %d: %v, %v", number, d, err)
	}
}
