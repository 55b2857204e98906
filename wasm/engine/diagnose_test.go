package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/engine/exam"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wasm/store/mem"
	"unclip/wasm/tune"
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
	for _, want := range []string{"computes on the CPU: true", "largest buffer: 256 MiB", "model: memory", "weights: ", "devices lost: 0", "examination: 5 kernels"} {
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

func wrongDevice(context.Context) (gpu.Device, error) { return wrong{soft.Open()}, nil }

// TestAWrongGPUIsTold: unasked, while a model comes.
func TestAWrongGPUIsTold(t *testing.T) {
	for _, m := range []bridge.Message{&bridge.Install{Place: bridge.OnDevice}, &bridge.Import{Place: bridge.OnDevice}} {
		p := open(t, wrongDevice, tiny(t, weights.I8))
		p.send(&bridge.Hello{Base: "/"})
		p.until(phase(bridge.Ready))
		p.send(m)
		got := find[*bridge.Diagnosis](p.until(diagnosed))[0]
		if got.Exam != bridge.ExamFailed || !slices.Equal(got.Wrong, []string{"attention"}) {
			t.Errorf("%s: %+v", m.Kind(), got)
		}
	}
}

// visit is a start with a model that is here already, and notes of visits before.
func visit(t *testing.T, device func(context.Context) (gpu.Device, error), browser string, notes *notes) *page {
	p, l := &page{t: t, inbox: make(chan bridge.Message, 1000)}, tiny(t, weights.I8)
	p.engine = engine.New(engine.Platform{Device: device, Library: func(context.Context, string) (engine.Library, error) { return l, nil },
		Passes: &exam.Passes{Browser: browser, Shelf: func(context.Context) (tune.Shelf, error) { return notes, nil }}})
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	return p
}

// notes tells of what is read and written.
type notes struct {
	*mem.Store
	asked, noted chan bool
}

func (n *notes) Manifest(ctx context.Context, name string) ([]byte, error) {
	defer func() { n.asked <- true }()
	return n.Store.Manifest(ctx, name)
}

func (n *notes) PutManifest(ctx context.Context, name string, data []byte) error {
	defer func() { n.noted <- true }()
	return n.Store.PutManifest(ctx, name, data)
}

// TestAGPUIsExaminedAnew: where a model is here already, if the device has not
// passed in this very browser, and only then.
func TestAGPUIsExaminedAnew(t *testing.T) {
	n := &notes{mem.New(0), make(chan bool, 9), make(chan bool, 9)}
	visit(t, softDevice, "x 1", n)
	<-n.asked
	<-n.noted // it has passed
	p := visit(t, wrongDevice, "x 1", n)
	<-n.asked
	p.send(ask(1, "1"))
	if got := find[*bridge.Diagnosis](p.until(phase(bridge.Ready))); len(got) > 0 {
		t.Errorf("examined again: %+v", got[0])
	}
	p = visit(t, wrongDevice, "x 2", n)
	if got := find[*bridge.Diagnosis](p.until(diagnosed))[0]; got.Exam != bridge.ExamFailed {
		t.Errorf("%+v", got)
	}
	if len(n.noted) > 0 {
		t.Error("a device that failed has passed")
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
