package app

import (
	"context"
	"errors"
	"syscall/js"

	"github.com/gowebapi/webapi/file"

	"unclip/wasm/bridge"
	"unclip/wasm/jsx"
)

// thumbSide is the side of a small copy, enough for a dense screen.
const thumbSide = 192

// errNoPNG means that the browser would not encode the picture.
var errNoPNG = errors.New("app: the browser made no PNG; try again")

// Encode makes a PNG file of a picture, and one of a small copy. Each is a task
// of its own, so that neither adds to the frame that shows the picture.
func (b *browser) Encode(p bridge.Pixels, width, height int, done func(file, thumb []byte, err error)) {
	after(0, func() {
		full := newEasel()
		full.draw(p, width, height)
		full.blob(func(blob js.Value) {
			file, err := bytesOf(blob)
			if err != nil {
				done(nil, nil, err)
				return
			}
			full.thumb(width, height, func(thumb []byte, err error) { done(file, thumb, err) })
		})
	})
}

// thumb makes a PNG file of a small copy of a picture.
func (e easel) thumb(width, height int, done func(file []byte, err error)) {
	small, longer := newEasel(), max(width, height)
	small.copyOf(e, max(1, width*thumbSide/longer), max(1, height*thumbSide/longer))
	small.blob(func(blob js.Value) { done(bytesOf(blob)) })
}

// EncodeStage makes a PNG file of what the stage shows.
func (b *browser) EncodeStage(done func(file []byte, err error)) {
	b.easel.blob(func(blob js.Value) { done(bytesOf(blob)) })
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
	buffer, err := jsx.Await(context.Background(), blob.Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	array, err := jsx.BytesOf(buffer)
	if err != nil {
		return nil, err
	}
	data := make([]byte, array.Len())
	array.CopyTo(data)
	return data, nil
}

// Offer starts a download of a file under a name.
func (b *browser) Offer(file []byte, name, kind string) {
	url := js.Global().Get("URL").Call("createObjectURL", blobOf(file, kind))
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	after(60_000, func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
}

// Copy puts a PNG file on the clipboard.
func (b *browser) Copy(file []byte, done func(error)) {
	b.ask(done, func() js.Value {
		item := js.Global().Get("ClipboardItem").New(map[string]any{"image/png": blobOf(file, "image/png")})
		return navigator().Get("clipboard").Call("write", []any{item})
	})
}

// CopyText puts a text on the clipboard.
func (b *browser) CopyText(text string, done func(error)) {
	b.ask(done, func() js.Value { return navigator().Get("clipboard").Call("writeText", text) })
}

// CanShare says whether the device has something to share pictures with.
func (b *browser) CanShare() bool { return navigator().Get("canShare").Type() == js.TypeFunction }

// Share hands a PNG file to another program.
func (b *browser) Share(file []byte, name, text string, done func(error)) {
	b.ask(done, func() js.Value {
		picture := js.Global().Get("File").New([]any{blobOf(file, "image/png")}, name, map[string]any{"type": "image/png"})
		return navigator().Call("share", map[string]any{"files": []any{picture}, "text": text})
	})
}

// ask waits for the browser's promise in a goroutine.
func (b *browser) ask(done func(error), promise func() js.Value) {
	b.aside(func() {
		v, err := jsx.Try(promise)
		if err == nil {
			_, err = jsx.Await(context.Background(), v)
		}
		done(err)
	})
}

func navigator() js.Value { return js.Global().Get("navigator") }
