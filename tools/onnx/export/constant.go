package export

import (
	"encoding/binary"
	"fmt"
	"math"

	"unclip/tools/onnx/wire"
)

// constant adds a tensor once for all nodes that use the same bytes.
func (e *exporter) constant(kind wire.Type, shape []int, data []byte) string {
	key := fmt.Sprint(kind, shape, string(data))
	if name, ok := e.constants[key]; ok {
		return name
	}
	name := fmt.Sprintf("const.%d", len(e.constants))
	e.constants[key] = name
	e.model.Graph.Weights = append(e.model.Graph.Weights, wire.Tensor{Name: name, Type: kind, Shape: shape, Data: data})
	return name
}

// ints is a list of sizes or axes.
func (e *exporter) ints(list ...int) string {
	var data []byte
	for _, v := range list {
		data = binary.LittleEndian.AppendUint64(data, uint64(v))
	}
	return e.constant(wire.Int64, []int{len(list)}, data)
}

// scalar is one number that broadcasts with anything.
func (e *exporter) scalar(v float64) string {
	return e.constant(wire.Float, []int{}, floats([]float32{float32(v)}))
}

// list is a vector of numbers.
func (e *exporter) list(values ...float32) string {
	return e.constant(wire.Float, []int{len(values)}, floats(values))
}

func floats(values []float32) []byte {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
