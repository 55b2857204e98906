package app

import (
	"context"
	"fmt"
	"syscall/js"

	vjs "github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/wasm/jsx"
	"unclip/web/history"
	"unclip/web/history/idb"
	"unclip/web/history/mem"
	"unclip/web/session"
)

// maxPixels is the most of a picture that the page reads.
const maxPixels = 64_000_000

// Decode reads a picture of any kind that the browser knows, laid on white and
// brought to the size that the engine takes.
func (b *browser) Decode(file []byte, done func(*session.Well, error)) {
	b.aside(func() { done(decode(blobOf(file, ""))) })
}

func decode(blob js.Value) (*session.Well, error) {
	bitmap, err := jsx.Await(context.Background(), js.Global().Call("createImageBitmap", blob))
	if err != nil {
		return nil, fmt.Errorf("app: picture: %w", err)
	}
	defer bitmap.Call("close")
	width, height := bitmap.Get("width").Int(), bitmap.Get("height").Int()
	if width*height > maxPixels {
		return nil, errLarge
	}
	if longer := max(width, height); longer > bridge.MaxSource {
		width, height = max(1, width*bridge.MaxSource/longer), max(1, height*bridge.MaxSource/longer)
	}
	e := newEasel()
	e.resize(width, height)
	context := e.context.JSValue()
	context.Set("fillStyle", "#fff")
	context.Call("fillRect", 0, 0, width, height)
	context.Set("imageSmoothingQuality", "high")
	context.Call("drawImage", bitmap, 0, 0, width, height)
	return e.well(), nil
}

// well reads the easel's pixels.
func (e easel) well() *session.Well {
	width, height := int(e.canvas.Width()), int(e.canvas.Height())
	data := e.context.JSValue().Call("getImageData", 0, 0, width, height).Get("data")
	pixels := js.Global().Get("Uint8Array").New(data.Get("buffer"))
	return &session.Well{Width: width, Height: height, Pixels: bridge.Buffer{Value: pixels}}
}

// blobOf wraps bytes for the browser.
func blobOf(file []byte, kind string) js.Value {
	array := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(array, file)
	return js.Global().Get("Blob").New([]any{array}, map[string]any{"type": kind})
}

// Address lends a file an address that images can show.
func (b *browser) Address(file []byte) string {
	if len(file) == 0 {
		return ""
	}
	return js.Global().Get("URL").Call("createObjectURL", blobOf(file, "image/png")).String()
}

// Chosen reads the first file of an input element and empties it, so that the
// same file may be chosen again.
func (b *browser) Chosen(input vjs.Value, done func(file []byte), failed func(error)) {
	element := js.Value(input)
	file := element.Get("files").Index(0)
	if !file.Truthy() {
		return
	}
	b.aside(func() {
		readFile(file, done, failed)
		element.Set("value", "")
	})
}

// Picked lists the files of an input element and empties it, so that the same
// ones may be chosen again.
func (b *browser) Picked(input vjs.Value) []bridge.File {
	element := js.Value(input)
	list := element.Get("files")
	var files []bridge.File
	for i := range min(list.Length(), bridge.MaxFiles) {
		files = append(files, bridge.Blob{Value: list.Index(i)})
	}
	element.Set("value", "")
	return files
}

// readFile hands a file's bytes over, or why it does not. It blocks.
func readFile(file js.Value, done func([]byte), failed func(error)) {
	if file.Get("size").Float() > maxFileBytes {
		failed(errHuge)
		return
	}
	data, err := bytesOf(file)
	if err != nil {
		failed(err)
		return
	}
	done(data)
}

// listenFiles takes files that are dropped or pasted anywhere on the page.
func (b *browser) listenFiles(d *Desk) {
	take := func(event js.Value, list js.Value) {
		if !list.Truthy() || list.Get("files").Length() == 0 {
			return
		}
		event.Call("preventDefault")
		file, place := list.Get("files").Index(0), placeOf(event.Get("target"))
		d.aside(func() { readFile(file, func(data []byte) { d.TakeFile(data, place) }, d.refuse) })
	}
	on := func(name string, handle func(event js.Value)) {
		js.Global().Get("document").Call("addEventListener", name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			handle(args[0])
			return nil
		}))
	}
	on("dragover", func(event js.Value) { event.Call("preventDefault") })
	on("drop", func(event js.Value) {
		event.Call("preventDefault")
		take(event, event.Get("dataTransfer"))
	})
	on("paste", func(event js.Value) { take(event, event.Get("clipboardData")) })
}

// placeOf is the well that an element belongs to.
func placeOf(target js.Value) int {
	if !target.Truthy() || target.Get("closest").Type() != js.TypeFunction {
		return anyPlace
	}
	well := target.Call("closest", ".well")
	if !well.Truthy() {
		return anyPlace
	}
	if well.Get("dataset").Get("place").String() == "1" {
		return 1
	}
	return 0
}

// Album opens a store of pictures; where the browser keeps nothing, one that
// lasts as long as the page.
func (b *browser) Album(name string, done func(history.Store)) {
	b.aside(func() {
		kept, err := idb.Open(context.Background(), name)
		if err != nil {
			println("page:", err.Error())
			done(&mem.Store{})
			return
		}
		done(kept)
	})
}
