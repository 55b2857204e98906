package plan

import (
	"fmt"

	"unclip/models/graph"
	"unclip/wgsl"
)

// Format is how a weight is stored; Group counts rows per scale.
type Format struct {
	Element wgsl.Element
	Group   int
}

// Formats looks up the storage of a weight by name.
type Formats func(name string) (Format, bool)

// AllF32 is the Formats of an unquantized model.
func AllF32(string) (Format, bool) { return Format{}, true }

// Options are choices that neither graph nor storage makes; the zero value is
// the planner's own judgement.
type Options struct {
	// Adapter is the device that the plan is for.
	Adapter Adapter
	// Tuned are recipes measured on that device; those that it cannot run are
	// ignored.
	Tuned Tuned
	// Conv chooses the algorithm of a convolution; kept says whether its
	// transformed filters would stay on the device from step to step. What
	// Convolution.Allows refuses becomes Direct.
	Conv func(c Convolution, kept bool) Algorithm
}

func (o Options) conv(c Convolution, kept bool) Algorithm {
	switch {
	case o.Conv != nil:
		return o.Conv(c, kept)
	case o.Adapter.Class == GPU:
		return o.recipe(c.task()).Algorithm
	}
	return convAlgorithm(c, kept)
}

// Build schedules a graph: fuses epilogues, hoists what does not change from
// step to step, and shares scratch buffers.
func Build(g *graph.Graph, formats Formats, options Options) (*Plan, error) {
	l := &lowering{g: g, formats: formats, options: options, alias: map[graph.Value]graph.Value{}, asked: map[Task]bool{}}
	used := live(g)
	l.choices = l.choose(used)
	l.fused = fuse(g, l.choices)
	for i := range g.Nodes {
		if used[i] {
			l.node(graph.Value(i))
		}
	}
	if l.err != nil {
		return nil, l.err
	}
	return l.finish()
}

// live marks the nodes that some output depends on.
func live(g *graph.Graph) []bool {
	used := make([]bool, len(g.Nodes))
	for _, o := range g.Outputs {
		used[o.Value] = true
	}
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		for _, v := range g.Nodes[i].In {
			if used[i] && v != graph.None {
				used[v] = true
			}
		}
	}
	return used
}

// operand is what a call binds: a value (of the graph or a temporary), a
// weight's data or scale, or nothing.
type operand struct {
	kind  operandKind
	value graph.Value // graph node, or temporary past the last node
	name  string      // weight
}

type operandKind uint8

const (
	absent operandKind = iota
	ofValue
	ofData
	ofScale
)

// call is a dispatch before buffers are assigned.
type call struct {
	rate    graph.Rate
	variant wgsl.Variant
	params  []uint32
	args    []operand
	label   string
}

// lowering turns nodes into calls.
type lowering struct {
	g       *graph.Graph
	formats Formats
	options Options
	fused   fusion
	alias   map[graph.Value]graph.Value // reshapes share their operand's storage
	temps   []int                       // bytes of temporaries
	weights []weightUse
	calls   []call
	choices map[graph.Value]choice // of convolutions
	tasks   []Task
	asked   map[Task]bool
	err     error
}

type weightUse struct {
	name         string
	format       Format
	bytes, scale int
}

func (l *lowering) fail(n *graph.Node, format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("plan: %s: "+format, append([]any{n.Name}, args...)...)
	}
}

// val refers to a graph value through reshapes.
func (l *lowering) val(v graph.Value) operand {
	if v == graph.None {
		return operand{}
	}
	for a, ok := l.alias[v]; ok; a, ok = l.alias[v] {
		v = a
	}
	if n := l.g.Node(v); n.Op == graph.OpWeight {
		return operand{kind: ofData, name: n.Name}
	}
	return operand{kind: ofValue, value: v}
}

// temp makes a temporary of some words.
func (l *lowering) temp(words int) operand {
	l.temps = append(l.temps, 4*words)
	return operand{kind: ofValue, value: graph.Value(len(l.g.Nodes) + len(l.temps) - 1)}
}

// emit appends a call of n's rate.
func (l *lowering) emit(n *graph.Node, v wgsl.Variant, params []int, args ...operand) {
	l.emitAt(n.Rate, n, v, params, args...)
}

// emitAt appends a call of a rate of its own.
func (l *lowering) emitAt(rate graph.Rate, n *graph.Node, v wgsl.Variant, params []int, args ...operand) {
	words := make([]uint32, len(params))
	for i, p := range params {
		words[i] = uint32(p)
	}
	if len(words) != len(wgsl.Specs()[v.Kernel].Params) {
		l.fail(n, "kernel %s takes %d params, got %d", v.Kernel, len(wgsl.Specs()[v.Kernel].Params), len(words))
	}
	l.calls = append(l.calls, call{rate, v, words, args, n.Name})
}

func flag(on bool) uint8 {
	if on {
		return 1
	}
	return 0
}
