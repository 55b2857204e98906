package session

import (
	"context"
	"encoding/binary"
	"math"
)

// network is one graph in the process.
type network struct {
	process *process
	number  int
	key     string
}

// Write implements unclip.Network, as do the other methods of that name.
func (n *network) Write(name string, rows []float32) error {
	data := make([]byte, 0, 4*len(rows))
	for _, v := range rows {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return n.ask(request{Do: "write", Name: name}, data)
}

// WriteIDs sets an index input.
func (n *network) WriteIDs(name string, ids []int32) error {
	data := make([]byte, 0, 4*len(ids))
	for _, v := range ids {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return n.ask(request{Do: "write", Name: name, IDs: true}, data)
}

// RunPrompt runs the Prompt pass.
func (n *network) RunPrompt(ctx context.Context) error { return n.run(ctx, "prompt") }

// RunStep runs the Step pass.
func (n *network) RunStep(ctx context.Context) error { return n.run(ctx, "step") }

// Read gives an output.
func (n *network) Read(ctx context.Context, name string) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := n.process.ask(request{Do: "read", Network: n.number, Name: name}, nil)
	out := make([]float32, len(data)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return out, err
}

func (n *network) run(ctx context.Context, pass string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return n.ask(request{Do: "run", Pass: pass}, nil)
}

func (n *network) drop() error { return n.ask(request{Do: "drop"}, nil) }

func (n *network) ask(r request, data []byte) error {
	r.Network = n.number
	_, err := n.process.ask(r, data)
	return err
}
