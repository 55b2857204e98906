package gputest

import (
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

func TestSoft(t *testing.T) {
	Run(t, func() (gpu.Device, error) { return soft.Open(), nil })
}
