package app

import (
	"fmt"
	"math"
	"syscall/js"

	vjs "github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/session"
)

// maskSide is the mask's side in pixels; the picture's may be another.
const maskSide = 512

// keyStride is how far an arrow key moves the brush, in pixels of the mask.
const keyStride = maskSide / 32

// mask is the canvas that is painted over a picture, by pointer or by keys.
type mask struct {
	easel easel
	ring  js.Value // shows where the brush is
	width float64  // of the brush, as a share of the side
	last  [2]float64
	down  bool
}

func newMask() *mask {
	ring := js.Global().Get("document").Call("createElement", "div")
	ring.Set("className", "brush")
	m := &mask{easel: newEasel(), ring: ring, width: 0.12, last: [2]float64{maskSide / 2, maskSide / 2}}
	m.easel.resize(maskSide, maskSide)
	for _, name := range []string{"pointerdown", "pointermove", "pointerup", "pointercancel"} {
		m.easel.canvas.JSValue().Call("addEventListener", name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			m.paint(name, args[0])
			return nil
		}))
	}
	return m
}

// paint follows a pointer.
func (m *mask) paint(name string, event js.Value) {
	canvas := m.easel.canvas.JSValue()
	box := canvas.Call("getBoundingClientRect")
	at := [2]float64{
		(event.Get("clientX").Float() - box.Get("left").Float()) / box.Get("width").Float() * maskSide,
		(event.Get("clientY").Float() - box.Get("top").Float()) / box.Get("height").Float() * maskSide,
	}
	switch name {
	case "pointerdown":
		canvas.Call("setPointerCapture", event.Get("pointerId"))
		m.down, m.last = true, at
	case "pointerup", "pointercancel":
		m.down = false
	}
	if m.down {
		m.stroke(m.last, at)
	}
	m.moveTo(at)
}

// moveTo puts the brush somewhere on the mask.
func (m *mask) moveTo(at [2]float64) {
	m.last = [2]float64{min(max(at[0], 0), maskSide), min(max(at[1], 0), maskSide)}
	style, percent := m.ring.Get("style"), func(x float64) string { return fmt.Sprintf("%.2f%%", 100*x) }
	style.Set("left", percent(m.last[0]/maskSide-m.width/2))
	style.Set("top", percent(m.last[1]/maskSide-m.width/2))
	style.Set("width", percent(m.width))
}

// press follows the keys: arrows move the brush, with Shift they paint, and so
// does the space bar where the brush stands.
func (m *mask) press(event js.Value) {
	at := m.last
	switch event.Get("key").String() {
	case "ArrowLeft":
		at[0] -= keyStride
	case "ArrowRight":
		at[0] += keyStride
	case "ArrowUp":
		at[1] -= keyStride
	case "ArrowDown":
		at[1] += keyStride
	case " ":
		m.stroke(at, at)
	default:
		return
	}
	event.Call("preventDefault")
	if event.Get("shiftKey").Bool() {
		m.stroke(m.last, at)
	}
	m.moveTo(at)
}

// stroke paints from one point to another.
func (m *mask) stroke(from, to [2]float64) {
	c := m.easel.context.JSValue()
	c.Set("strokeStyle", "#0f6b5c")
	c.Set("lineCap", "round")
	c.Set("lineWidth", math.Max(m.width, 0.02)*maskSide)
	c.Call("beginPath")
	c.Call("moveTo", from[0], from[1])
	c.Call("lineTo", to[0]+0.01, to[1]) // a line of no length has no ends, and would leave no dot
	c.Call("stroke")
}

// MountMask puts the mask into an element, once.
func (b *browser) MountMask(element vjs.Value) {
	host := js.Value(element)
	if host.Get("firstChild").IsNull() {
		host.Call("append", b.mask.easel.canvas.JSValue(), b.mask.ring)
		host.Call("addEventListener", "keydown", js.FuncOf(func(_ js.Value, args []js.Value) any {
			b.mask.press(args[0])
			return nil
		}))
	}
}

// Brush sets the width of the brush; zero clears the mask.
func (b *browser) Brush(width float64) {
	if width == 0 {
		b.mask.easel.context.JSValue().Call("clearRect", 0, 0, maskSide, maskSide)
		return
	}
	b.mask.width = width
	b.mask.moveTo(b.mask.last)
}

// Masked makes the painted part of a picture transparent. The mask covers the
// square that the engine will take out of the picture's middle.
func (b *browser) Masked(s bridge.Source) bridge.Source {
	e := newEasel()
	e.draw(s.Pixels, s.Width, s.Height)
	side := min(s.Width, s.Height)
	c := e.context.JSValue()
	c.Set("globalCompositeOperation", "destination-out")
	c.Call("drawImage", b.mask.easel.canvas.JSValue(), (s.Width-side)/2, (s.Height-side)/2, side, side)
	s.Pixels = e.well().Pixels
	return s
}

// Stamp writes a word onto a picture, as the paper's Figure 6 does.
func (b *browser) Stamp(w session.Well, word string, done func(*session.Well)) {
	e := newEasel()
	e.draw(w.Pixels, w.Width, w.Height)
	c := e.context.JSValue()
	side := min(w.Width, w.Height)
	size := side / 5
	c.Set("font", "bold "+js.Global().Get("String").Invoke(size).String()+"px system-ui, sans-serif")
	c.Set("textAlign", "center")
	c.Set("textBaseline", "middle")
	wide := math.Min(c.Call("measureText", word).Get("width").Float()+float64(size)/2, float64(side))
	x, y := float64(w.Width)/2, float64(w.Height)*0.7
	c.Set("fillStyle", "#fff")
	c.Call("fillRect", x-wide/2, y-float64(size)*0.7, wide, float64(size)*1.4)
	c.Set("fillStyle", "#111")
	c.Call("fillText", word, x, y, wide-float64(size)/4)
	stamped := e.well()
	e.blob(func(blob js.Value) {
		if file, err := bytesOf(blob); err == nil {
			stamped.Thumb = b.Address(file)
		}
		done(stamped)
	})
}
