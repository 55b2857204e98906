package app

import (
	"syscall/js"

	"github.com/gowebapi/webapi/html/canvas"
	"github.com/gowebapi/webapi/patch"
	vjs "github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
)

// easel is a canvas with a picture.
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

// draw shows pixels at their own size.
func (e easel) draw(p bridge.Pixels, width, height int) {
	e.resize(width, height)
	bytes := bridge.BufferOf(p).Value
	clamped := js.Global().Get("Uint8ClampedArray").New(bytes.Get("buffer"), bytes.Get("byteOffset"), bytes.Get("byteLength"))
	rows := uint(height)
	image := canvas.NewImageData(patch.Uint8ClampedArrayFromJS(clamped), uint(width), &rows)
	e.context.PutImageData(image, 0, 0)
}

// resize changes the size only when it must, since that clears the canvas.
func (e easel) resize(width, height int) {
	if e.canvas.Width() != uint(width) || e.canvas.Height() != uint(height) {
		e.canvas.SetWidth(uint(width))
		e.canvas.SetHeight(uint(height))
	}
}

// copyOf shows another easel's picture at a size, smoothly.
func (e easel) copyOf(source easel, width, height int) {
	e.resize(width, height)
	e.context.JSValue().Set("imageSmoothingQuality", "high")
	e.context.DrawImage2(canvas.UnionFromJS(source.canvas.JSValue()), 0, 0, float64(width), float64(height))
}

// Mount puts the canvas into an element, once.
func (b *browser) Mount(element vjs.Value) {
	host := js.Value(element)
	if host.Get("firstChild").IsNull() {
		host.Call("appendChild", b.easel.canvas.JSValue())
	}
}

// stageSide is the side that small pictures are enlarged to, since the canvas
// enlarges more smoothly than the style sheet.
const stageSide = 512

// Show draws a picture on the stage.
func (b *browser) Show(p bridge.Pixels, width, height int) {
	b.source.draw(p, width, height)
	times := max(1, stageSide/max(width, height))
	b.easel.copyOf(b.source, width*times, height*times)
}
