package app

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"strings"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
	"unclip/web/history"
	"unclip/web/history/mem"
	"unclip/web/session"
	"unclip/web/words"
)

// paper is a Host that remembers.
type paper struct {
	env     vugu.EventEnv
	engine  *apptest.Engine
	in      *bridge.Mailbox
	store   *mem.Store
	work    *mem.Store
	shown   []int // widths of the pictures drawn
	cells   []int // widths of the pictures drawn on the sheet
	wiped   []float64
	brush   float64
	cleared int               // how often all paint was taken away
	offered map[string][]byte // files by name
	text    string            // on the clipboard
	kept    map[string]string // what is remembered
	restart int
	focus   string
	back    int // how often the focus went back
	reveals int // how often the strip was scrolled
	persist int
	posted  []bridge.Message
	pick    []byte // the file that will be chosen
	files   []bridge.File
}

func (p *paper) Post(m bridge.Message) {
	p.posted = append(p.posted, m)
	p.engine.Handle(context.Background(), m, p.in.Put)
}

func (p *paper) Restart()                           { p.restart++ }
func (p *paper) Mount(js.Value)                     {}
func (p *paper) MountMask(js.Value)                 {}
func (p *paper) Show(_ bridge.Pixels, width, _ int) { p.shown = append(p.shown, width) }
func (p *paper) Sheet(columns, rows int)            { p.cells = make([]int, columns*rows) }
func (p *paper) Wipe(_, _ session.Well, at float64) { p.wiped = append(p.wiped, at) }
func (p *paper) Focus(id string)                    { p.focus = id }
func (p *paper) FocusBack()                         { p.back++ }
func (p *paper) Reveal()                            { p.reveals++ }
func (p *paper) Persist(done func())                { p.persist++; go done() }
func (p *paper) PageKept(done func(bool))           { go done(true) }
func (p *paper) Picked(js.Value) []bridge.File      { return p.files }
func (p *paper) About() string                      { return "paper" }
func (p *paper) CanShare() bool                     { return false }
func (p *paper) Link(fragment string) string        { return "http://localhost/" + fragment }
func (p *paper) Address(file []byte) string         { return "blob:" + string(file[:min(4, len(file))]) }

func (p *paper) Brush(width float64) {
	if p.brush = width; width == 0 {
		p.cleared++
	}
}

func (p *paper) Masked(s bridge.Source) bridge.Source { return s }

func (p *paper) Album(name string, done func(history.Store)) {
	if name == workName {
		go done(p.work)
		return
	}
	go done(p.store)
}

func (p *paper) ShowCell(i, _, _ int, _ bridge.Pixels, width, _ int) { p.cells[i] = width }

func (p *paper) Stamp(w session.Well, _ string, done func(*session.Well)) { go done(&w) }

func (p *paper) Speak(string, string) words.Grammar { return words.Plain{} }

func (p *paper) Remember(name, text string) {
	if p.kept == nil {
		p.kept = map[string]string{}
	}
	p.kept[name] = text
}

func (p *paper) Space(done func(used, quota int64, kept bool)) { go done(96e6, 100e6, true) }

func (p *paper) Cut(prompt string) (used, room int, cut string, ok bool) {
	all := strings.Fields(prompt)
	if len(all) > 75 {
		cut = strings.Join(all[75:], " ")
	}
	return len(all), 75, cut, true
}

func (p *paper) Encode(pixels bridge.Pixels, width, height int, done func(file, thumb []byte, err error)) {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	if memory, ok := pixels.(bridge.Memory); ok {
		copy(m.Pix, memory)
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	go done(b.Bytes(), []byte("tiny"), err)
}

func (p *paper) EncodeStage(done func(file []byte, err error)) {
	p.Encode(nil, 4, 4, func(file, _ []byte, err error) { done(file, err) })
}

func (p *paper) Decode(file []byte, done func(*session.Well, error)) {
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		go done(nil, err)
		return
	}
	size := m.Bounds().Size()
	go done(&session.Well{Width: size.X, Height: size.Y, Pixels: make(bridge.Memory, 4*size.X*size.Y)}, nil)
}

// Offer is called outside of handlers.
func (p *paper) Offer(file []byte, name, _ string) {
	p.env.Lock()
	defer p.env.UnlockOnly()
	if p.offered == nil {
		p.offered = map[string][]byte{}
	}
	p.offered[name] = file
}

func (p *paper) Copy(_ []byte, done func(error)) { go done(errors.New("not allowed")) }

func (p *paper) CopyText(text string, done func(error)) {
	p.text = text
	go done(nil)
}

func (p *paper) Share(_ []byte, _, _ string, done func(error)) { go done(nil) }

func (p *paper) Chosen(_ js.Value, done func([]byte), failed func(error)) {
	if len(p.pick) == 0 {
		go failed(errHuge)
		return
	}
	go done(p.pick)
}
