package app

import (
	"errors"
	"syscall/js"

	"github.com/gowebapi/webapi/file"

	"unclip/wasm/bridge"
	"unclip/web/pngtext"
)

// thumbSide is the side of a small copy, enough for a dense screen.
const thumbSide = 144

// Thumb makes a small copy and tells its address.
func (b *browser) Thumb(p *bridge.Picture, done func(address string)) {
	full := newEasel()
	full.draw(p.Pixels, p.Width, p.Height)
	small := newEasel()
	small.copyOf(full, thumbSide, thumbSide)
	small.blob(func(blob js.Value) {
		if blob.Truthy() {
			done(js.Global().Get("URL").Call("createObjectURL", blob).String())
		}
	})
}

// errNoPNG means that the browser would not encode the picture.
var errNoPNG = errors.New("app: the browser made no PNG; try again")

// Save offers the picture as a PNG file that says how it was made.
func (b *browser) Save(p *bridge.Picture, model string, done func(error)) {
	full := newEasel()
	full.draw(p.Pixels, p.Width, p.Height)
	full.blob(func(blob js.Value) {
		plain, err := bytesOf(blob)
		if err == nil {
			plain, err = pngtext.Sign(plain, p, model)
		}
		if err == nil {
			offer(plain, pngtext.FileName(&p.Request))
		}
		done(err)
	})
}

// blob encodes the canvas and hands it over in a goroutine, null on failure.
func (e easel) blob(done func(js.Value)) {
	var callback *file.BlobCallback
	callback = file.BlobCallbackToJS(func(blob *file.Blob) {
		js.Func(*callback).Release()
		value := js.Null()
		if blob != nil {
			value = blob.JSValue()
		}
		go done(value)
	})
	kind := "image/png"
	e.canvas.ToBlob(callback, &kind, nil)
}

// bytesOf reads a blob. It blocks; never call it from a callback.
func bytesOf(blob js.Value) ([]byte, error) {
	if !blob.Truthy() {
		return nil, errNoPNG
	}
	read := make(chan []byte, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		array := js.Global().Get("Uint8Array").New(args[0])
		data := make([]byte, array.Length())
		js.CopyBytesToGo(data, array)
		read <- data
		return nil
	})
	fail := js.FuncOf(func(js.Value, []js.Value) any { close(read); return nil })
	defer then.Release()
	defer fail.Release()
	blob.Call("arrayBuffer").Call("then", then, fail)
	if data, ok := <-read; ok {
		return data, nil
	}
	return nil, errNoPNG
}

// offer starts a download of data under a name.
func offer(data []byte, name string) {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	blob := js.Global().Get("Blob").New([]any{array}, map[string]any{"type": "image/png"})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	var release js.Func
	release = js.FuncOf(func(js.Value, []js.Value) any {
		release.Release()
		js.Global().Get("URL").Call("revokeObjectURL", url)
		return nil
	})
	js.Global().Call("setTimeout", release, 60_000)
}
