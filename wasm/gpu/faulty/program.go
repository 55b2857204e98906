package faulty

import (
	"context"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

type program struct {
	gpu.Program
	device *Device
}

func (g *program) Upload(ctx context.Context, dst plan.Binding, src gpu.Bytes, srcOffset, n int) error {
	if err := g.device.enter(ctx, Upload); err != nil {
		return err
	}
	return g.Program.Upload(ctx, dst, src, srcOffset, n)
}

func (g *program) Write(name string, rows []float32) error {
	if err := g.device.enter(ended, Write); err != nil {
		return err
	}
	return g.Program.Write(name, rows)
}

func (g *program) WriteIDs(name string, ids []int32) error {
	if err := g.device.enter(ended, WriteIDs); err != nil {
		return err
	}
	return g.Program.WriteIDs(name, ids)
}

// Split implements gpu.Splitter where the program beneath does.
func (g *program) Split(most int) {
	if s, ok := g.Program.(gpu.Splitter); ok {
		s.Split(most)
	}
}

func (g *program) RunPrompt(ctx context.Context) error {
	if err := g.device.enter(ctx, RunPrompt); err != nil {
		return err
	}
	return g.Program.RunPrompt(ctx)
}

func (g *program) RunStep(ctx context.Context) error {
	if err := g.device.enter(ctx, RunStep); err != nil {
		return err
	}
	return g.Program.RunStep(ctx)
}

func (g *program) Read(ctx context.Context, name string) ([]float32, error) {
	if err := g.device.enter(ctx, Read); err != nil {
		return nil, err
	}
	return g.Program.Read(ctx, name)
}

// ended stands in where a call has no context: a hang there is over at once.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()
