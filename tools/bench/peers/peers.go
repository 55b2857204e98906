// Package peers holds the runtimes that we compare with, as pinned npm
// packages: onnxruntime-web and tfjs.
package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"

	"unclip/tools/npm"
	"unclip/tools/onnx/probe"
)

// Install fetches the packages if they are not there and returns their folder.
func Install(ctx context.Context) (string, error) { return npm.Install(ctx, "tools/bench/peers") }

// Tensor is an output of a network.
type Tensor struct {
	Shape  []int     `json:"shape"`
	Values []float32 `json:"values"`
}

// Run evaluates an ONNX file in onnxruntime-web on the processor.
func Run(ctx context.Context, path string, inputs []probe.Input) (map[string]Tensor, error) {
	home, err := Install(ctx)
	if err != nil {
		return nil, err
	}
	ask, err := json.Marshal(map[string]any{"model": path, "inputs": append([]probe.Input{}, inputs...)})
	if err != nil {
		return nil, err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "node", filepath.Join(home, "run.mjs"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(ask), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("peers: onnxruntime-web on %s: %w: %s", filepath.Base(path), err, last(stderr.Bytes(), 2000))
	}
	var outputs map[string]Tensor
	return outputs, json.Unmarshal(stdout.Bytes(), &outputs)
}

func last(b []byte, n int) []byte { return b[max(0, len(b)-n):] }
