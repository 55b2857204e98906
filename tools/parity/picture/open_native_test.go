//go:build !js

package picture

import (
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// families: to the references all are alike.
var families = Families[:1]

func openDevice(*testing.T) gpu.Device { return soft.Open() }
