package soft

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

func (g *program) Upload(ctx context.Context, dst plan.Binding, src gpu.Bytes, srcOffset, n int) error {
	m, ok := src.(gpu.Memory)
	if !ok {
		return fmt.Errorf("soft: cannot upload %T; use gpu.Memory", src)
	}
	if err := gpu.CheckUpload(g.plan, dst, len(m), srcOffset, n); err != nil {
		return err
	}
	if err := g.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	words := g.buffers[dst.Buffer][dst.Offset/4:]
	for i := range n / 4 {
		words[i] = binary.LittleEndian.Uint32(m[srcOffset+4*i:])
	}
	return nil
}

func (g *program) Write(name string, rows []float32) error {
	p, err := g.input(name, len(rows), func(p plan.Port) int { return p.Shape.Elements() })
	if err != nil {
		return err
	}
	c, ld, words := p.Shape.Channels(), p.Shape.Stride(), g.words(p.Binding)
	for i, x := range rows {
		words[i/c*ld+i%c] = math.Float32bits(x)
	}
	return nil
}

func (g *program) WriteIDs(name string, ids []int32) error {
	p, err := g.input(name, len(ids), func(p plan.Port) int { return p.Shape.Rows() })
	if err != nil {
		return err
	}
	words := g.words(p.Binding)
	for i, id := range ids {
		words[4*i] = uint32(id)
	}
	return nil
}

func (g *program) input(name string, n int, want func(plan.Port) int) (plan.Port, error) {
	p, ok := g.plan.Input(name)
	if !ok {
		return p, fmt.Errorf("soft: the plan has no input %q", name)
	}
	if n != want(p) {
		return p, fmt.Errorf("soft: input %q takes %d values, got %d", name, want(p), n)
	}
	return p, g.usable()
}

func (g *program) Read(ctx context.Context, name string) ([]float32, error) {
	p, ok := g.plan.Output(name)
	if !ok {
		return nil, fmt.Errorf("soft: the plan has no output %q", name)
	}
	if err := g.usable(); err != nil {
		return nil, err
	}
	c, ld, words := p.Shape.Channels(), p.Shape.Stride(), g.words(p.Binding)
	out := make([]float32, p.Shape.Elements())
	for i := range out {
		out[i] = math.Float32frombits(words[i/c*ld+i%c])
	}
	return out, ctx.Err()
}
