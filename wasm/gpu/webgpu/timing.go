package webgpu

import (
	"fmt"
	"time"

	"unclip/wasm/gpu"
)

// Timing is how long one dispatch of a Step pass took on the device. Browsers
// round to 100 µs unless started with --enable-webgpu-developer-features.
type Timing struct {
	Label    string
	Kernel   string
	Duration time.Duration
}

func untimed(g gpu.Program) error {
	return fmt.Errorf("webgpu: %T cannot be timed; open a webgpu device whose adapter has timestamp-query", g)
}
