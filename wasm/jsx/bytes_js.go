package jsx

import "syscall/js"

// Bytes is a handle to memory of the browser: a Uint8Array that never enters
// Go's heap. The zero value is empty.
type Bytes struct {
	array js.Value
	n     int
}

// BytesOf wraps an ArrayBuffer, or any view of one, without copying.
func BytesOf(v js.Value) (Bytes, error) {
	return bytesOf(func() js.Value {
		uint8 := js.Global().Get("Uint8Array")
		if v.InstanceOf(uint8) {
			return v
		}
		if buffer := v.Get("buffer"); !buffer.IsUndefined() {
			return uint8.New(buffer, v.Get("byteOffset"), v.Get("byteLength"))
		}
		v.Get("byteLength").Int() // refuses what is no buffer
		return uint8.New(v)
	})
}

// BytesFrom copies Go memory into a new array of the browser.
func BytesFrom(p []byte) (Bytes, error) {
	b, err := bytesOf(func() js.Value { return js.Global().Get("Uint8Array").New(len(p)) })
	if err == nil {
		js.CopyBytesToJS(b.array, p)
	}
	return b, err
}

func bytesOf(f func() js.Value) (Bytes, error) {
	array, err := Try(f)
	if err != nil {
		return Bytes{}, err
	}
	return Bytes{array, array.Get("byteLength").Int()}, nil
}

// Len is the number of bytes.
func (b Bytes) Len() int { return b.n }

// Array is the Uint8Array.
func (b Bytes) Array() js.Value { return b.array }

// Slice is the same memory from byte i up to j; it panics as a slice would.
func (b Bytes) Slice(i, j int) Bytes {
	_ = make([]struct{}, b.n)[i:j]
	return Bytes{b.array.Call("subarray", i, j), j - i}
}

// CopyTo copies the first bytes into Go memory and returns how many.
func (b Bytes) CopyTo(p []byte) int {
	if b.n == 0 || len(p) == 0 {
		return 0
	}
	return js.CopyBytesToGo(p, b.array)
}
