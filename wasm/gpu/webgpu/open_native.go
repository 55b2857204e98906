//go:build !js

package webgpu

import (
	"context"
	_ "embed"
	"fmt"

	"unclip/wasm/gpu"
)

// Glue is the script that a page or worker loads before the wasm; servers and
// builds take it from here.
//
//go:embed glue.js
var Glue string

// Open needs a browser; elsewhere it returns gpu.ErrNone.
func Open(context.Context, Options) (gpu.Device, error) {
	return nil, fmt.Errorf("webgpu: not in a browser: %w", gpu.ErrNone)
}
