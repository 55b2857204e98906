package export

import (
	"unclip/models/graph"
	"unclip/models/tensor"
)

// form is how the axes of a value are ordered in a tensor.
type form uint8

const (
	rows   form = iota // as in the graph: channels last
	planar             // [B, C, …]: channels second, as ONNX convolves
)

// rows and planar name a tensor that holds v in that form, transposing once
// where it exists in the other form only.
func (e *exporter) rows(v graph.Value) string   { return e.in(v, rows) }
func (e *exporter) planar(v graph.Value) string { return e.in(v, planar) }

func (e *exporter) in(v graph.Value, f form) string {
	s := e.shape(v)
	if len(s) < 3 {
		f = rows // both forms agree
	}
	if name, ok := e.forms[v][f]; ok {
		return name
	}
	if e.g.Node(v).Op == graph.OpWeight && e.forms[v] == nil {
		e.define(v, rows, e.plain(v))
		return e.in(v, f)
	}
	to, from := planarOrder(len(s)), rows
	if f == rows {
		to, from = rowsOrder(len(s)), planar
	}
	name := e.emit("Transpose", e.g.Node(v).Name, []string{e.forms[v][from]}, attr("perm", to))
	e.define(v, f, name)
	return name
}

// define records the tensor that holds v.
func (e *exporter) define(v graph.Value, f form, name string) {
	if len(e.shape(v)) < 3 {
		f = rows
	}
	if e.forms[v] == nil {
		e.forms[v] = map[form]string{}
	}
	e.forms[v][f] = name
}

// native is the form that v was computed in.
func (e *exporter) native(v graph.Value) form {
	if _, ok := e.forms[v][rows]; ok || e.g.Node(v).Op == graph.OpWeight {
		return rows
	}
	return planar
}

// planarOrder moves the last axis behind the first, rowsOrder moves it back.
func planarOrder(rank int) []int {
	order := []int{0, rank - 1}
	for i := 1; i < rank-1; i++ {
		order = append(order, i)
	}
	return order
}

func rowsOrder(rank int) []int {
	order := []int{0}
	for i := 2; i < rank; i++ {
		order = append(order, i)
	}
	return append(order, 1)
}

// planarShape is the shape of the planar tensor of a value.
func planarShape(s tensor.Shape) []int {
	if len(s) < 3 {
		return s
	}
	out := make([]int, len(s))
	for i, axis := range planarOrder(len(s)) {
		out[i] = s[axis]
	}
	return out
}

// axis is where an axis of the graph lies in a form.
func axis(a, rank int, f form) int {
	switch {
	case f == rows || a == 0 || rank < 3:
		return a
	case a == rank-1:
		return 1
	}
	return a + 1
}
