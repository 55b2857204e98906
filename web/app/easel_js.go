package app

import (
	"syscall/js"

	"github.com/gowebapi/webapi/html/canvas"
	"github.com/gowebapi/webapi/patch"
	vjs "github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/session"
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

// sheetSide is the longer side of a sheet in pixels.
const sheetSide = 1024

// Sheet clears the stage for a sheet of pictures.
func (b *browser) Sheet(columns, rows int) {
	side := sheetSide / max(columns, rows)
	b.easel.resize(1, 1) // clears it for certain
	b.easel.resize(side*columns, side*rows)
}

// gap is the space between the pictures of a sheet.
const gap = 4

// ShowCell draws a picture into a place of the sheet.
func (b *browser) ShowCell(i, columns, rows int, p bridge.Pixels, width, height int) {
	b.source.draw(p, width, height)
	side := sheetSide / max(columns, rows)
	b.easel.context.JSValue().Set("imageSmoothingQuality", "high")
	b.easel.context.DrawImage2(canvas.UnionFromJS(b.source.canvas.JSValue()),
		float64(i%columns*side+gap/2), float64(i/columns*side+gap/2), float64(side-gap), float64(side-gap))
}

// Wipe draws two pictures in one square, parted at a share of its width.
func (b *browser) Wipe(left, right session.Well, at float64) {
	b.easel.resize(sheetSide, sheetSide)
	c := b.easel.context.JSValue()
	c.Set("imageSmoothingQuality", "high")
	border := at * sheetSide
	b.half(left, 0, border)
	b.half(right, border, sheetSide-border)
	c.Set("fillStyle", "#fff")
	c.Call("fillRect", border-2, 0, 4, sheetSide)
}

// half draws the part of a picture between two lines.
func (b *browser) half(w session.Well, from, width float64) {
	b.source.draw(w.Pixels, w.Width, w.Height)
	side := float64(min(w.Width, w.Height))
	scale := side / sheetSide
	x, y := (float64(w.Width)-side)/2, (float64(w.Height)-side)/2
	if width > 0 {
		b.easel.context.JSValue().Call("drawImage", b.source.canvas.JSValue(),
			x+from*scale, y, width*scale, side, from, 0, width, sheetSide)
	}
}
