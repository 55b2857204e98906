package main

import (
	"encoding/binary"
	"math"
	"syscall/js"

	"unclip/tools/onnx/probe"
)

// describe gives inputs to JavaScript as {name, shape, data}.
func describe(inputs []probe.Input) []any {
	list := make([]any, len(inputs))
	for i, in := range inputs {
		data := js.Undefined()
		if in.IDs != nil {
			data = ints(in.IDs)
		} else {
			data = floats(in.Values)
		}
		list[i] = map[string]any{"name": in.Name, "shape": anys(in.Shape), "data": data}
	}
	return list
}

func floats(values []float32) js.Value {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return words("Float32Array", data)
}

func ints(values []int32) js.Value {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return words("Int32Array", data)
}

func words(kind string, data []byte) js.Value {
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	return js.Global().Get(kind).New(bytes.Get("buffer"))
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
