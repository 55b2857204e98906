package webgpu

import (
	"context"
	"encoding/binary"
	"syscall/js"

	"unclip/models/tensor"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// align is WebGPU's default alignment of uniform offsets.
const align = 256

// recorder lays out the params of all dispatches in one uniform buffer.
type recorder struct {
	params []byte
	next   int // offset of the next dispatch to be recorded
}

func newRecorder(p *plan.Plan) *recorder {
	r := &recorder{params: make([]byte, align*max(len(p.Prompt)+len(p.Step), 1))}
	at := 0
	for _, pass := range [][]plan.Dispatch{p.Prompt, p.Step} {
		for _, d := range pass {
			for i, word := range d.Params {
				binary.LittleEndian.PutUint32(r.params[at+4*i:], word)
			}
			at += align
		}
	}
	return r
}

// pass makes the schedule of one pass: its bind groups and grids.
func (g *program) pass(ctx context.Context, r *recorder, dispatches []plan.Dispatch) (js.Value, error) {
	t := tables{indexOf: map[any]int{}}
	var words []uint32
	labels := make([]any, len(dispatches))
	for i := range dispatches {
		d := &dispatches[i]
		pipeline, layout, err := g.lookup(ctx, &t, d.Variant)
		if err != nil {
			return js.Undefined(), err
		}
		labels[i] = d.Label
		size := wgsl.Specs()[d.Variant.Kernel].UniformBytes()
		words = append(words, uint32(pipeline), uint32(layout), uint32(r.next), uint32(size), d.Groups[0], d.Groups[1], d.Groups[2], uint32(len(d.Bindings)))
		for _, b := range d.Bindings {
			words = append(words, uint32(b.Buffer), uint32(b.Offset/4), uint32(g.span(b)/4))
		}
		r.next += align
	}
	result := g.device.glue.Call("record", g.device.value, t.pipelines, t.layouts, anys(g.memory.buffers), uint32Array(words), labels)
	return g.device.checked(ctx, "bind groups", result)
}

// span is the size of a binding in whole vec4s, within its buffer.
func (g *program) span(b plan.Binding) int {
	return min(tensor.Pad(max(b.Bytes, 16), 16), stored(g.plan.Buffers[b.Buffer])-b.Offset)
}

// tables are the distinct pipelines and layouts of a pass.
type tables struct {
	pipelines, layouts []any
	indexOf            map[any]int // variant or kernel name → index
}

func (g *program) lookup(ctx context.Context, t *tables, v wgsl.Variant) (pipeline, layout int, err error) {
	if _, ok := t.indexOf[v]; !ok {
		p, err := g.device.pipeline(ctx, v)
		if err != nil {
			return 0, 0, err
		}
		t.indexOf[v] = len(t.pipelines)
		t.pipelines = append(t.pipelines, p)
	}
	if _, ok := t.indexOf[v.Kernel]; !ok {
		l, err := g.device.layout(ctx, wgsl.Specs()[v.Kernel])
		if err != nil {
			return 0, 0, err
		}
		t.indexOf[v.Kernel] = len(t.layouts)
		t.layouts = append(t.layouts, l.bindings)
	}
	return t.indexOf[v], t.indexOf[v.Kernel], nil
}

func uint32Array(words []uint32) js.Value {
	bytes := js.Global().Get("Uint8Array").New(4 * len(words))
	js.CopyBytesToJS(bytes, wordBytes(words))
	return js.Global().Get("Uint32Array").New(bytes.Get("buffer"))
}
