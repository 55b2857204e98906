package plan

import (
	"fmt"

	"unclip/wgsl"
)

// Op is an operation that several kernels can compute.
type Op uint8

// Operations with several kernels.
const (
	Matmul Op = iota
	Conv
	Attention
)

// Task is one operation and its sizes, each rounded up to a power of two, so
// that a model has few of them. The Conv of a convolution is exact.
type Task struct {
	Op      Op
	Element wgsl.Element
	M, K, N int // rows, terms, columns; of attention queries, keys, dimensions of a head
	Batch   int // of attention: pictures times heads
	Conv    Convolution
}

// String names the task, the same in every session.
func (t Task) String() string {
	switch c := t.Conv; t.Op {
	case Conv:
		return fmt.Sprintf("conv %s %d×%d×%d×%d-%d %d×%d/%d+%d bias %t", c.Element, c.Batch, c.H, c.W, c.IC, c.OC, c.KH, c.KW, c.Stride, c.Pad, c.Bias)
	case Attention:
		return fmt.Sprintf("attention %d %d×%d×%d", t.Batch, t.M, t.K, t.N)
	}
	return fmt.Sprintf("matmul %s %d×%d×%d", t.Element, t.M, t.K, t.N)
}

// Products is how many multiplications the task takes.
func (t Task) Products() int {
	if t.Op == Attention {
		return 2 * t.Batch * t.M * t.K * t.N
	}
	return t.M * t.K * t.N
}

// bucket rounds a size up to a power of two.
func bucket(n int) int {
	size := 1
	for size < n {
		size *= 2
	}
	return size
}

func matmulTask(e wgsl.Element, m, k, n int) Task {
	return Task{Op: Matmul, Element: e, M: bucket(m), K: bucket(k), N: bucket(n)}
}

func attentionTask(batch, queries, keys, dim int) Task {
	return Task{Op: Attention, Batch: batch, M: bucket(queries), K: bucket(keys), N: dim}
}

func (c Convolution) task() Task {
	return Task{Op: Conv, Element: c.Element, M: c.Batch * c.H * c.W, K: c.KH * c.KW * c.IC, N: c.OC, Conv: c}
}

// recipe decides a task and remembers that it was asked.
func (l *lowering) recipe(t Task) Recipe {
	if !l.asked[t] {
		l.asked[t] = true
		l.tasks = append(l.tasks, t)
	}
	return l.options.recipe(t)
}
