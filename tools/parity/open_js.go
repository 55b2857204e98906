package main

import (
	"context"
	"fmt"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wasm/gpu/webgpu"
)

func open(o options) (gpu.Device, error) {
	switch o.device {
	case "soft":
		return soft.Open(), nil
	case "webgpu":
		return webgpu.Open(context.Background(), webgpu.Options{})
	}
	return nil, fmt.Errorf("unknown device %q; use soft or webgpu", o.device)
}
