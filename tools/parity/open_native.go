//go:build !js

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// open returns the soft device, or runs this command again under Node, whose
// answer is then the answer, and returns nil.
func open(o options) (gpu.Device, error) {
	switch o.device {
	case "soft":
		return soft.Open(), nil
	case "webgpu":
		return nil, underNode()
	}
	return nil, fmt.Errorf("unknown device %q; use soft or webgpu", o.device)
}

func underNode() error {
	runner, err := filepath.Abs("tools/browsertest/node-exec")
	if err != nil {
		return err
	}
	if _, err := os.Stat(runner); err != nil {
		return fmt.Errorf("%w; run parity from the project's root", err)
	}
	cmd := exec.Command("go", append([]string{"run", "-exec", runner, "./tools/parity"}, os.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the run under Node failed: %w; its message stands above", err)
	}
	return nil
}
