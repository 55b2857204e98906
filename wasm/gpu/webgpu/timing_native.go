//go:build !js

package webgpu

import (
	"context"

	"unclip/wasm/gpu"
)

// Profile needs a browser.
func Profile(_ context.Context, g gpu.Program) ([]Timing, error) { return nil, untimed(g) }
