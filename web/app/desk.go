package app

import (
	"fmt"
	"strconv"
	"time"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/history"
	"unclip/web/session"
	"unclip/web/words"
)

// Desk connects the session, the components, and the host. Its exported
// methods are event handlers: Vugu calls them with the page locked.
type Desk struct {
	Session    *session.Session
	DrawerOpen bool   // the settings sheet, on a phone
	MoreOpen   bool   // the rest of the settings
	HelpOpen   bool   // the list of shortcuts
	InfoOpen   bool   // the details of the picture
	Playing    bool   // the film runs
	Removing   bool   // asking whether to delete the model
	Resetting  bool   // asking whether to reset the browser's storage
	Label      string // being typed, for the probe
	Word       string // being typed, for the stamp
	Calm       bool   // the visitor wants little motion
	Apple      bool   // the keyboard has a ⌘ where others have Ctrl

	host   Host
	env    vugu.EventEnv
	pacer  pacer
	quarto int               // previews shown of the picture being made, when Calm
	calmed int               // the number of that picture in its request
	shown  *session.Shot     // the picture that the strip was scrolled to last
	thumbs map[string]string // addresses of the history's small copies, by key
	tokens tokenCount

	album   func() history.Store // of the pictures made; it blocks
	work    func() history.Store // of the pictures of requests; it blocks
	inputs  []string             // keys of those kept there
	marking int                  // marks on their way into the history
	reading bool                 // the history is being read
	record  string               // the name under which this tab's work is remembered

	link    string      // that was opened before there was a model
	typed   string      // stands in the seed's field
	seed    string      // was meant by it
	resting *time.Timer // until the dial that the stage follows rests

	pageKept bool // it would start without a network
}

// NewDesk returns a desk. env is the renderer's lock and render request.
func NewDesk(host Host, env vugu.EventEnv) *Desk {
	d := &Desk{Session: session.New(), host: host, env: env, thumbs: map[string]string{}, record: workName}
	d.Session.Masked = host.Masked
	d.album, d.work = d.opener("unclip-history"), d.opener(workName)
	return d
}

// guard keeps a fault in one handler from ending the page. Use it deferred.
func (d *Desk) guard() {
	if fault := recover(); fault != nil {
		println("page:", fmt.Sprint(fault))
		d.Session.Fail(bridge.Internal)
	}
}

// aside runs work beside the handlers. A fault in it is told as one of theirs is,
// and does not end the page. The work locks the page itself, where it needs to.
func (d *Desk) aside(work func()) {
	go func() {
		defer d.caught()
		work()
	}()
}

// caught is guard for work beside the handlers, which has not locked the page.
func (d *Desk) caught() {
	if fault := recover(); fault != nil {
		d.update(func() { panic(fault) })
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
	d.Session.Painting, d.Playing = false, false
	if m := d.Session.Press(); m != nil {
		d.post(m)
		return
	}
	if d.Session.Notice == "" {
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
	if keeps(m) {
		d.host.Persist(func() {})
	}
	d.host.Post(m)
	d.rememberWork()
}

// Add asks for another picture behind the one under way.
func (d *Desk) Add() {
	defer d.guard()
	if m := d.Session.Add(); m != nil {
		d.post(m)
		return
	}
	d.rememberWork()
}

// control is the words of a control.
func (d *Desk) control(name string) words.Control { return d.Session.Say.Control(name) }

// Enter changes the mode.
func (d *Desk) Enter(m session.Mode) {
	defer d.guard()
	d.Session.Enter(m)
	d.count()
	d.DrawerOpen, d.Playing, d.Removing, d.Resetting, d.Session.Painting = false, false, false, false, false
	d.Session.Album.Ask("")
	if m == session.History || m == session.Settings {
		d.measure()
		d.loadThumbs()
	}
	if m == session.History {
		d.aside(d.openAlbum)
	}
	if m == session.Settings && d.Session.Phase != session.Starting {
		d.host.Post(&bridge.Diagnose{})
	}
	d.showShot()
}

// Surprise writes an example into the prompt and throws the dice.
func (d *Desk) Surprise() {
	defer d.guard()
	d.Session.Surprise()
	d.count()
}

// OpenHelp shows the list of shortcuts.
func (d *Desk) OpenHelp() {
	d.HelpOpen = true
	d.host.Focus("close-help")
}

// CloseHelp hides it.
func (d *Desk) CloseHelp() {
	d.HelpOpen = false
	d.host.FocusBack()
}

// Write takes the words of the prompt.
func (d *Desk) Write(text string) {
	defer d.guard()
	d.Session.Write(clip(text))
	d.count()
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

// TypeSeed takes a seed that is being typed, or stepped to; one that is not whole
// yet stands in its field and changes nothing.
func (d *Desk) TypeSeed(text string) {
	if text != "" {
		d.Session.SetSeed(text)
	}
	d.typed, d.seed = text, d.Session.Choices.Seed
}

// SeedText is what the seed's field shows: what is being typed there, since a render
// would write the seed over it, until the field is left or the seed is another.
func (d *Desk) SeedText() string {
	if d.seed == d.Session.Choices.Seed {
		return d.typed
	}
	return d.Session.Choices.Seed
}

// SetSeed takes a typed seed, and the field shows it as it was understood.
func (d *Desk) SetSeed(text string) {
	d.Session.SetSeed(text)
	d.typed, d.seed = "", ""
}

// NewSeed throws the dice.
func (d *Desk) NewSeed() { d.Session.NewSeed() }

// KeepSeed fixes the seed, or lets each picture have its own.
func (d *Desk) KeepSeed(keep bool) { d.Session.Choices.KeepSeed = keep }

// Turn moves a dial.
func (d *Desk) Turn(name, text string) {
	defer d.guard()
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		session.DialOf(name).Set(d.Session, x)
		d.turned(name)
	}
}

// ResetDial moves a dial back to the model's default.
func (d *Desk) ResetDial(name string) {
	defer d.guard()
	session.DialOf(name).Reset(d.Session)
	d.turned(name)
}

// turned lets the stage and the brush know that a dial has moved.
func (d *Desk) turned(name string) {
	if name == "brush" {
		d.host.Brush(d.Session.Choices.Brush / 100)
	}
	d.follow(name)
}

// ChooseSize sets the side of the pictures.
func (d *Desk) ChooseSize(value string) { d.Session.SetSize(value) }

// UseSeparate gives the image embedding a strength of its own, or takes it back.
func (d *Desk) UseSeparate(yes bool) { d.Session.Choices.Separate = yes }

// UseGrid asks for a sheet of guidance by seed.
func (d *Desk) UseGrid(yes bool) { d.Session.Choices.Grid = yes }

// ChooseNoise sets what a blend does with the pictures' noise.
func (d *Desk) ChooseNoise(value string) { d.Session.Choices.Noise = value }

// ChooseMethod sets how an edit is told.
func (d *Desk) ChooseMethod(value string) {
	defer d.guard()
	d.Session.Choices.Method = value
	if d.Session.Painting == (value == session.Words) {
		d.TogglePainting()
	}
}

// StartFrom takes the caption that an edit starts from.
func (d *Desk) StartFrom(text string) { d.Session.Choices.From = clip(text) }

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
	d.attend(func() bool { change(); return true })
}

// attend works on the session from outside of a handler, and renders if work
// says so or fails.
func (d *Desk) attend(work func() (render bool)) {
	d.env.Lock()
	render := true
	func() {
		defer d.guard()
		render = work()
	}()
	if !render {
		d.env.UnlockOnly()
		return
	}
	d.pacer.rendered(time.Now().UnixNano())
	d.env.UnlockRender()
}
