package bridge

import "syscall/js"

// Buffer is pixels that stay in JavaScript: a Uint8Array over an ArrayBuffer.
type Buffer struct{ Value js.Value }

// Len is the number of bytes.
func (b Buffer) Len() int { return b.Value.Get("byteLength").Int() }

// Bytes copies the pixels into Go's heap.
func (b Buffer) Bytes() []byte {
	out := make([]byte, b.Len())
	js.CopyBytesToGo(out, b.Value)
	return out
}

// BufferOf returns pixels as a Buffer, copying Memory into JavaScript.
func BufferOf(p Pixels) Buffer {
	if b, ok := p.(Buffer); ok {
		return b
	}
	memory, _ := p.(Memory)
	array := js.Global().Get("Uint8Array").New(len(memory))
	js.CopyBytesToJS(array, memory)
	return Buffer{array}
}

// toJS turns an object into a JavaScript object, and collects the buffers that
// move rather than being copied.
func toJS(o Object, transfer js.Value) js.Value {
	out := js.Global().Get("Object").New()
	for name, value := range o {
		switch v := value.(type) {
		case Object:
			out.Set(name, toJS(v, transfer))
		case Pixels:
			b := BufferOf(v)
			out.Set(name, b.Value)
			transfer.Call("push", b.Value.Get("buffer"))
		case []any:
			out.Set(name, listToJS(v))
		default: // string, float64
			out.Set(name, v)
		}
	}
	return out
}

func listToJS(list []any) js.Value {
	out := js.Global().Get("Array").New()
	for _, item := range list {
		if f, ok := item.(Blob); ok {
			item = f.Value
		}
		out.Call("push", item)
	}
	return out
}

// Limits of what fromJS looks at; a message has far fewer members.
const maxDepth, maxMembers = 4, 64

// fromJS turns a JavaScript value into an object. It reads own members only
// and leaves out what no message holds.
func fromJS(v js.Value, depth int) Object {
	if v.Type() != js.TypeObject || depth > maxDepth {
		return nil
	}
	names := js.Global().Get("Object").Call("keys", v)
	out := Object{}
	for i := range min(names.Length(), maxMembers) {
		name := names.Index(i).String()
		if value := member(v.Get(name), depth); value != nil {
			out[name] = value
		}
	}
	return out
}

// member converts one value, or returns nil.
func member(v js.Value, depth int) any {
	switch v.Type() {
	case js.TypeString:
		return v.String()
	case js.TypeNumber:
		return v.Float()
	case js.TypeObject:
		return nested(v, depth)
	}
	return nil
}

func nested(v js.Value, depth int) any {
	if v.InstanceOf(js.Global().Get("Uint8Array")) {
		return Buffer{v}
	}
	if v.InstanceOf(js.Global().Get("Blob")) {
		return Blob{v}
	}
	if !v.InstanceOf(js.Global().Get("Array")) {
		return fromJS(v, depth+1)
	}
	var list []any
	for i := range min(v.Length(), MaxFiles+1) {
		list = append(list, member(v.Index(i), maxDepth))
	}
	return list
}
