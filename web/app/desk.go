package app

import (
	"fmt"
	"strconv"
	"time"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/session"
	"unclip/web/words"
)

// Host is what the desk asks of the browser. Its methods return at once.
type Host interface {
	// Post sends a message to the engine.
	Post(m bridge.Message)
	// Restart starts the engine's worker afresh.
	Restart()
	// Mount puts the canvas into an element of the page. It is called on every
	// render and must do nothing when the canvas is there already.
	Mount(element js.Value)
	// Show draws a picture on the stage.
	Show(p bridge.Pixels, width, height int)
	// Thumb makes a small copy and tells its address.
	Thumb(p *bridge.Picture, done func(address string))
	// Save offers the picture as a PNG file.
	Save(p *bridge.Picture, model string, done func(error))
	// Focus moves the focus to the element with an id, behind the next render.
	Focus(id string)
	// Sheet clears the stage for a sheet of pictures.
	Sheet(columns, rows int)
	// ShowCell draws a picture into a place of the sheet.
	ShowCell(i, columns, rows int, p bridge.Pixels, width, height int)
	// SaveStage offers what the stage shows as a PNG file.
	SaveStage(name string, done func(error))
}

// Desk connects the session, the components, and the host. Its exported
// methods are event handlers: Vugu calls them with the page locked.
type Desk struct {
	Session    *session.Session
	DrawerOpen bool // the settings sheet, on a phone
	MoreOpen   bool // the rest of the settings
	HelpOpen   bool // the list of shortcuts
	Calm       bool // the visitor wants little motion

	host   Host
	env    vugu.EventEnv
	pacer  pacer
	quarto int // previews shown of the picture being made, when Calm
}

// NewDesk returns a desk. env is the renderer's lock and render request.
func NewDesk(host Host, env vugu.EventEnv) *Desk {
	return &Desk{Session: session.New(), host: host, env: env}
}

// guard keeps a fault in one handler from ending the page. Use it deferred.
func (d *Desk) guard() {
	if fault := recover(); fault != nil {
		println("page:", fmt.Sprint(fault))
		d.Session.Fail(bridge.Internal)
	}
}

// Mount gives the canvas its place.
func (d *Desk) Mount(element js.Value) {
	defer d.guard()
	d.host.Mount(element)
}

// Press is the main button.
func (d *Desk) Press() {
	defer d.guard()
	if d.Session.Action() == session.Retry {
		d.host.Restart()
		return
	}
	if m := d.Session.Press(); m != nil {
		d.post(m)
		return
	}
	d.host.Focus("prompt")
}

// post sends a message to the engine and clears the stage for its pictures.
func (d *Desk) post(m bridge.Message) {
	d.quarto = 0
	if h := d.Session.Sheet; h != nil && len(h.Shots()) == 0 {
		d.host.Sheet(h.Columns, h.Rows())
	}
	d.host.Post(m)
}

// control is the words of a control.
func (d *Desk) control(name string) words.Control { return d.Session.Say.Controls[name] }

// Enter changes the mode.
func (d *Desk) Enter(m session.Mode) {
	defer d.guard()
	d.Session.Enter(m)
	d.DrawerOpen = false
}

// Surprise writes an example into the prompt and throws the dice.
func (d *Desk) Surprise() {
	defer d.guard()
	d.Session.Surprise()
}

// OpenHelp shows the list of shortcuts.
func (d *Desk) OpenHelp() {
	d.HelpOpen = true
	d.host.Focus("close-help")
}

// CloseHelp hides it.
func (d *Desk) CloseHelp() { d.HelpOpen = false }

// Write takes the words of the prompt.
func (d *Desk) Write(text string) {
	defer d.guard()
	d.Session.Prompt, d.Session.Notice = clip(text), ""
}

// maxInput is the most characters that a render can carry: Vugu's buffer holds
// 16 KiB for one value, and a character may take six bytes of it.
const maxInput = 2500

func clip(text string) string {
	if r := []rune(text); len(r) > maxInput {
		return string(r[:maxInput])
	}
	return text
}

// UseExample writes an example into the prompt.
func (d *Desk) UseExample(text string) {
	d.Write(text)
	d.host.Focus("prompt")
}

// LeaveOut takes the words to avoid.
func (d *Desk) LeaveOut(text string) { d.Session.Choices.Negative = clip(text) }

// SetSeed takes a typed seed.
func (d *Desk) SetSeed(text string) { d.Session.SetSeed(text) }

// NewSeed throws the dice.
func (d *Desk) NewSeed() { d.Session.NewSeed() }

// KeepSeed fixes the seed, or lets each picture have its own.
func (d *Desk) KeepSeed(keep bool) { d.Session.Choices.KeepSeed = keep }

// Turn moves a dial.
func (d *Desk) Turn(name, text string) {
	defer d.guard()
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		session.DialOf(name).Set(d.Session, x)
	}
}

// ResetDial moves a dial back to the model's default.
func (d *Desk) ResetDial(name string) { session.DialOf(name).Reset(d.Session) }

// ChooseSize sets the side of the pictures.
func (d *Desk) ChooseSize(value string) { d.Session.SetSize(value) }

// UseSeparate gives the image embedding a strength of its own, or takes it back.
func (d *Desk) UseSeparate(yes bool) { d.Session.Choices.Separate = yes }

// UseGrid asks for a sheet of guidance by seed.
func (d *Desk) UseGrid(yes bool) { d.Session.Choices.Grid = yes }

// ChooseSampler sets the sampler.
func (d *Desk) ChooseSampler(value string) { d.Session.SetSampler(value) }

// ChoosePrior sets the prior.
func (d *Desk) ChoosePrior(value string) { d.Session.SetPrior(value) }

// Dismiss closes the error panel.
func (d *Desk) Dismiss() { d.Session.Problem = nil }

// ToggleDrawer opens or closes the settings sheet.
func (d *Desk) ToggleDrawer() { d.DrawerOpen = !d.DrawerOpen }

// ToggleMore shows or hides the rest of the settings.
func (d *Desk) ToggleMore() { d.MoreOpen = !d.MoreOpen }

// update changes the session from outside of a handler, and renders.
func (d *Desk) update(change func()) {
	d.env.Lock()
	func() {
		defer d.guard()
		change()
	}()
	d.pacer.rendered(time.Now().UnixNano())
	d.env.UnlockRender()
}
