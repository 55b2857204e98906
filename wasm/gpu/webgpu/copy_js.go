package webgpu

import (
	"sync"
	"syscall/js"
	"unsafe"
)

// copier moves Go memory into GPU buffers through one array of the browser.
type copier struct {
	mu    sync.Mutex
	array js.Value
	size  int
}

// most bounds the array; longer writes go in pieces.
const most = 4 << 20

// write queues p to be copied to buffer; p may be reused at once.
func (c *copier) write(queue, buffer js.Value, offset int, p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(p) > 0 {
		n := min(len(p), most)
		c.grow(n)
		js.CopyBytesToJS(c.array, p[:n])
		queue.Call("writeBuffer", buffer, offset, c.array, 0, n)
		p, offset = p[n:], offset+n
	}
}

func (c *copier) grow(n int) {
	if c.size < n {
		c.array, c.size = js.Global().Get("Uint8Array").New(n), n
	}
}

// wordBytes is the memory of 4-byte values; wasm is little-endian as WebGPU is.
func wordBytes[T uint32 | int32 | float32](words []T) []byte {
	if len(words) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), 4*len(words))
}
