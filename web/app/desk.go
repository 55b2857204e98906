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
	// FocusPrompt puts the cursor into the prompt.
	FocusPrompt()
}

// Desk connects the session, the components, and the host. Its exported
// methods are event handlers: Vugu calls them with the page locked.
type Desk struct {
	Session    *session.Session
	DrawerOpen bool // the settings sheet, on a phone
	MoreOpen   bool // the rest of the settings
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
		p := words.Problems[bridge.Internal]
		d.Session.Problem = &p
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
	m := d.Session.Press()
	if m != nil {
		d.quarto = 0
		d.host.Post(m)
		return
	}
	d.host.FocusPrompt()
}

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
	d.host.FocusPrompt()
}

// LeaveOut takes the words to avoid.
func (d *Desk) LeaveOut(text string) { d.Session.Settings.Negative = clip(text) }

// SetSeed takes a typed seed.
func (d *Desk) SetSeed(text string) { d.Session.SetSeed(text) }

// NewSeed throws the dice.
func (d *Desk) NewSeed() { d.Session.NewSeed() }

// KeepSeed fixes the seed, or lets each picture have its own.
func (d *Desk) KeepSeed(keep bool) { d.Session.Settings.KeepSeed = keep }

// Turn moves a dial.
func (d *Desk) Turn(dial session.Dial, text string) {
	defer d.guard()
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		dial.Set(d.Session, x)
	}
}

// ResetDial moves a dial back to the model's default.
func (d *Desk) ResetDial(dial session.Dial) { dial.Reset(d.Session) }

// ChooseSampler sets the sampler.
func (d *Desk) ChooseSampler(value string) { d.Session.SetSampler(value) }

// ChoosePrior sets the prior.
func (d *Desk) ChoosePrior(value string) { d.Session.SetPrior(value) }

// Select shows a picture of the film strip.
func (d *Desk) Select(i int) {
	defer d.guard()
	if d.Session.Select(i) {
		d.showShot()
	}
}

// Save offers the picture on the stage as a file.
func (d *Desk) Save() {
	defer d.guard()
	shot := d.Session.Shot()
	if shot == nil {
		return
	}
	d.host.Save(&shot.Picture, d.Session.Model.Name, func(err error) {
		if err != nil {
			println("page:", err.Error())
			d.update(func() { d.Session.Notice = words.SaveFailed })
		}
	})
}

// Dismiss closes the error panel.
func (d *Desk) Dismiss() { d.Session.Problem = nil }

// ToggleDrawer opens or closes the settings sheet.
func (d *Desk) ToggleDrawer() { d.DrawerOpen = !d.DrawerOpen }

// ToggleMore shows or hides the rest of the settings.
func (d *Desk) ToggleMore() { d.MoreOpen = !d.MoreOpen }

func (d *Desk) showShot() {
	if shot := d.Session.Shot(); shot != nil {
		d.host.Show(shot.Pixels, shot.Width, shot.Height)
	}
}

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
