package app

import (
	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/history"
	"unclip/web/session"
	"unclip/web/words"
)

// Host is what the desk asks of the browser. Its methods return at once; what
// takes time calls done later, in a goroutine that may wait.
type Host interface {
	Engine
	Canvas
	Files
	// Focus moves the focus to the element with an id, behind the next render.
	Focus(id string)
	// FocusBack moves it to where it was before Focus.
	FocusBack()
	// Reveal scrolls the film strip to its selected picture, behind the next render.
	Reveal()
	// Speak tells the browser the page's language and returns its grammar.
	Speak(tag, direction string) words.Grammar
	// Remember keeps a small text for the next visit, under a name; blank forgets.
	Remember(name, text string)
	// Persist asks the browser not to clear this site's data, and reports when it
	// has answered.
	Persist(done func())
	// PageKept finds out whether the page would start without a network; it may
	// never know.
	PageKept(done func(bool))
	// Space measures the site's share of the device.
	Space(done func(used, quota int64, kept bool))
	// About describes the browser for the report.
	About() string
	// Cut counts a prompt's tokens and finds what the model will not read; ok is
	// false while the model's tokenizer is not here.
	Cut(prompt string) (used, room int, cut string, ok bool)
}

// Engine is the worker that makes pictures.
type Engine interface {
	// Post sends a message to the engine.
	Post(m bridge.Message)
	// Restart starts the engine's worker afresh.
	Restart()
}

// Canvas is the stage.
type Canvas interface {
	// Mount puts the canvas into an element of the page. It is called on every
	// render and must do nothing when the canvas is there already.
	Mount(element js.Value)
	// MountMask does so with the canvas that is painted over the picture.
	MountMask(element js.Value)
	// Show draws a picture on the stage.
	Show(p bridge.Pixels, width, height int)
	// Sheet clears the stage for a sheet of pictures.
	Sheet(columns, rows int)
	// ShowCell draws a picture into a place of the sheet.
	ShowCell(i, columns, rows int, p bridge.Pixels, width, height int)
	// Wipe draws two pictures in one square, parted at a share of its width.
	Wipe(left, right session.Well, at float64)
	// Brush sets the width of the mask's brush, as a share of the side; zero
	// clears the mask.
	Brush(width float64)
	// Masked makes the part of a picture transparent that is painted over.
	Masked(s bridge.Source) bridge.Source
	// Stamp writes a word onto a picture.
	Stamp(w session.Well, word string, done func(*session.Well))
}

// Files is what goes in and out of the page.
type Files interface {
	// Encode makes a PNG file of a picture, and one of a small copy.
	Encode(p bridge.Pixels, width, height int, done func(file, thumb []byte, err error))
	// EncodeStage makes a PNG file of what the stage shows.
	EncodeStage(done func(file []byte, err error))
	// Decode reads a picture of any kind that the browser knows.
	Decode(file []byte, done func(*session.Well, error))
	// Address lends a file an address that images can show.
	Address(file []byte) string
	// Offer lets the visitor save a file.
	Offer(file []byte, name, kind string)
	// Copy puts a PNG file on the clipboard, CopyText a text.
	Copy(file []byte, done func(error))
	CopyText(text string, done func(error))
	// Share hands a PNG file to another program. CanShare says whether it may.
	Share(file []byte, name, text string, done func(error))
	CanShare() bool
	// Chosen reads the first file of an input element, or tells why it cannot, and
	// empties the element.
	Chosen(input js.Value, done func(file []byte), failed func(error))
	// Picked lists the files of an input element, unread, and empties it.
	Picked(input js.Value) []bridge.File
	// Link is the page's address with another fragment.
	Link(fragment string) string
	// Album opens a store of pictures by its name.
	Album(name string, done func(history.Store))
}
