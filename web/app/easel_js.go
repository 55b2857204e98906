package app

import (
	"syscall/js"

	"github.com/gowebapi/webapi/html/canvas"
	"github.com/gowebapi/webapi/patch"
	vjs "github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
)

// easel is a canvas that shows one picture at its own size; the style sheet
// scales it.
type easel struct {
	canvas  *canvas.HTMLCanvasElement
	context *canvas.CanvasRenderingContext2D
}

func newEasel() easel {
	element := js.Global().Get("document").Call("createElement", "canvas")
	c := canvas.HTMLCanvasElementFromJS(element)
	context := c.GetContext("2d", nil)
	return easel{c, canvas.CanvasRenderingContext2DFromJS(context.JSValue())}
}

// draw shows pixels, and changes the canvas's size only when it must, since
// that clears it.
func (e easel) draw(p bridge.Pixels, width, height int) {
	if e.canvas.Width() != uint(width) || e.canvas.Height() != uint(height) {
		e.canvas.SetWidth(uint(width))
		e.canvas.SetHeight(uint(height))
	}
	bytes := bridge.BufferOf(p).Value
	clamped := js.Global().Get("Uint8ClampedArray").New(bytes.Get("buffer"), bytes.Get("byteOffset"), bytes.Get("byteLength"))
	rows := uint(height)
	image := canvas.NewImageData(patch.Uint8ClampedArrayFromJS(clamped), uint(width), &rows)
	e.context.PutImageData(image, 0, 0)
}

// scaled returns an easel with a smaller copy.
func (e easel) scaled(width, height int) easel {
	small := newEasel()
	small.canvas.SetWidth(uint(width))
	small.canvas.SetHeight(uint(height))
	small.context.JSValue().Set("imageSmoothingQuality", "high")
	small.context.DrawImage2(canvas.UnionFromJS(e.canvas.JSValue()), 0, 0, float64(width), float64(height))
	return small
}

// Mount puts the canvas into an element, once.
func (b *browser) Mount(element vjs.Value) {
	host := js.Value(element)
	if host.Get("firstChild").IsNull() {
		host.Call("appendChild", b.easel.canvas.JSValue())
	}
}

// Show draws a picture on the stage.
func (b *browser) Show(p bridge.Pixels, width, height int) { b.easel.draw(p, width, height) }
