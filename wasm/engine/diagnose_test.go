package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl/plan"
)

func diagnosed(m bridge.Message) bool { _, ok := m.(*bridge.Diagnosis); return ok }

func TestDiagnosis(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.I8))
	p.generate(ask(1, "1"))
	p.send(&bridge.Diagnose{})
	got := find[*bridge.Diagnosis](p.until(diagnosed))[0]
	notes := strings.Join(got.Notes, "\n")
	if got.Exam != bridge.ExamPassed || len(got.Wrong) != 0 || !strings.Contains(got.Adapter, "soft") {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{"computes on the CPU: true", "largest buffer: 1024 MiB", "model: memory", "weights: ", "devices lost: 0", "examination: 5 kernels"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is missing from\n%s", want, notes)
		}
	}
}

// wrong is a device whose attention comes out a tenth too large.
type wrong struct{ gpu.Device }

func (w wrong) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	g, err := w.Device.Load(ctx, p)
	return wrongProgram{g}, err
}

type wrongProgram struct{ gpu.Program }

func (g wrongProgram) Read(ctx context.Context, name string) ([]float32, error) {
	rows, err := g.Program.Read(ctx, name)
	if name == "attention" {
		for i := range rows {
			rows[i] *= 1.1
		}
	}
	return rows, err
}

// TestAWrongGPUIsTold: at the first start, unasked.
func TestAWrongGPUIsTold(t *testing.T) {
	p := open(t, func(context.Context) (gpu.Device, error) { return wrong{soft.Open()}, nil }, tiny(t, weights.I8))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	p.send(&bridge.Install{Place: bridge.OnDevice})
	got := find[*bridge.Diagnosis](p.until(diagnosed))[0]
	if got.Exam != bridge.ExamFailed || !slices.Equal(got.Wrong, []string{"attention"}) {
		t.Errorf("%+v", got)
	}
}

func TestDiagnosisWithoutADevice(t *testing.T) {
	p := open(t, func(context.Context) (gpu.Device, error) { return nil, gpu.ErrNone }, tiny(t, weights.I8))
	p.send(&bridge.Diagnose{})
	failed := find[*bridge.Failed](p.until(func(m bridge.Message) bool { _, ok := m.(*bridge.Failed); return ok }))
	if failed[0].Code != bridge.NoGPU {
		t.Errorf("%+v", failed[0])
	}
}
