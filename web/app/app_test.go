package app

import (
	"strings"
	"testing"
	"time"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
	"unclip/web/history/mem"
	"unclip/web/session"
	"unclip/web/words"
)

var say = words.Voice{Catalogue: words.Languages()[0], Grammar: words.Plain{}}

// visit is a page without a browser. The test holds the page's lock, as a
// handler does, but where it waits or takes messages in.
type visit struct {
	*testing.T
	*Desk
	host  *paper
	build *vugu.BuildEnv
}

func newVisit(t *testing.T) *visit {
	var out strings.Builder
	env := staticrender.New(&out).EventEnv()
	build, err := vugu.NewBuildEnv(env)
	if err != nil {
		t.Fatal(err)
	}
	host := &paper{env: env, engine: &apptest.Engine{}, in: bridge.NewMailbox(), store: &mem.Store{}, work: &mem.Store{}}
	v := &visit{t, NewDesk(host, env), host, build}
	host.Post(&bridge.Hello{Base: "http://localhost/"})
	env.Lock()
	t.Cleanup(env.UnlockOnly)
	return v
}

// outside does something that no handler may: it takes the page's lock itself.
func (v *visit) outside(do func()) {
	v.env.UnlockOnly()
	defer v.env.Lock()
	do()
}

// receive takes a message in.
func (v *visit) receive(m bridge.Message) { v.outside(func() { v.Desk.receive(m) }) }

// until takes messages in until the engine is in a phase.
func (v *visit) until(phase string) {
	v.Helper()
	for v.Session.Phase != phase {
		m, err := v.host.in.Take(v.Context())
		if err != nil {
			v.Fatal(err)
		}
		v.receive(m)
	}
}

// wait takes messages in, and what goroutines do, until something is so.
func (v *visit) wait(what string, so func() bool) {
	v.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); v.outside(func() { time.Sleep(2 * time.Millisecond) }) {
		if so() {
			return
		}
	}
	v.Fatalf("waited in vain until %s", what)
}

// html renders the whole page.
func (v *visit) html() string {
	v.Helper()
	var out strings.Builder
	if err := staticrender.New(&out).Render(v.build.RunBuild(&Root{Desk: v.Desk})); err != nil {
		v.Fatal(err)
	}
	return out.String()
}

func (v *visit) has(texts ...string) {
	v.Helper()
	html := v.html()
	for _, text := range texts {
		if !strings.Contains(html, text) {
			v.Errorf("the page lacks %q", text)
		}
	}
}

func TestVisit(t *testing.T) {
	v := newVisit(t)
	v.has(say.StatusStarting, `id="go" class="main" disabled`)
	v.until(bridge.Idle)
	v.has("Get the model, 10 MB", "a red fox, flat", `data-state="empty"`)
	v.Press()
	v.until(bridge.Installing)
	v.has(say.Cancel, `role="progressbar"`, `aria-busy="true"`)
	v.until(bridge.Ready)
	v.has(say.Generate, "Runs on a practice engine", `aria-busy="false"`)

	v.UseExample("a red fox, flat")
	v.Press()
	v.until(bridge.Generating)
	v.until(bridge.Ready)
	v.has("Generated picture: a red fox, flat", "Made in ", say.Download, `aria-pressed="true"`)
	if n := len(v.host.shown); n < 20 || v.host.shown[0] != 64 || v.host.shown[n-1] != 256 {
		t.Errorf("drew %v", v.host.shown)
	}
	v.Save()
	v.wait("the file is offered", func() bool { return len(v.host.offered) == 1 })
	for name, file := range v.host.offered {
		made := recipeIn(file)
		if !strings.HasPrefix(name, "a-red-fox-flat-") || made == nil || made.Request.Prompt != "a red fox, flat" {
			t.Errorf("%s was made by %+v", name, made)
		}
	}
}

func TestFailureIsExplained(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.Press()
	v.until(bridge.Ready)
	v.Write("something out of memory")
	v.Press()
	v.until(bridge.Generating)
	v.until(bridge.Ready)
	v.has("Your GPU ran out of memory", "Close other tabs")
	v.Dismiss()
	if strings.Contains(v.html(), "ran out of memory") {
		t.Error("the panel stays")
	}
}

func TestCalmVisitorsSeeFourPreviews(t *testing.T) {
	v := newVisit(t)
	v.Calm = true
	v.until(bridge.Idle)
	v.Press()
	v.until(bridge.Ready)
	v.Write("a cat")
	v.Press()
	v.until(bridge.Generating)
	v.host.shown = nil
	v.until(bridge.Ready)
	previews := 0
	for _, width := range v.host.shown {
		if width == 64 {
			previews++
		}
	}
	if previews < 4 || previews > 5 {
		t.Errorf("saw %d previews", previews)
	}
}

// TestCalmVisitorsSeeFourPreviewsOfEach does so with several pictures, while the
// dial of the steps moves on.
func TestCalmVisitorsSeeFourPreviewsOfEach(t *testing.T) {
	v := ready(t)
	v.Calm = true
	v.Session.Choices.Steps, v.Session.Choices.Count = 16, 3
	v.Write("a cat")
	v.Press()
	v.Session.Choices.Steps = 48
	for index := range 3 {
		seen := 0
		for step := 1; step <= 16; step++ {
			if v.due(&bridge.Preview{Index: index, Step: step}) {
				seen++
			}
		}
		if seen < 4 || seen > 5 {
			t.Errorf("saw %d previews of picture %d", seen, index)
		}
	}
}

func TestHostileTextIsText(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.receive(&bridge.State{Phase: bridge.Ready, Model: bridge.Model{Name: "x", Examples: []string{"<img src=x onerror=alert(1)>"}}})
	if strings.Contains(v.html(), "<img src=x") {
		t.Error("an example became markup")
	}
}

func TestShortcuts(t *testing.T) {
	v := newVisit(t)
	cases := []struct {
		key   Key
		takes bool
	}{
		{Key{Name: "Enter", Control: true, Typing: true}, true},
		{Key{Name: "Escape", Typing: true}, true},
		{Key{Name: "r"}, true}, {Key{Name: "r", Typing: true}, false}, {Key{Name: "r", Control: true}, false},
		{Key{Name: "d"}, true}, {Key{Name: "ArrowLeft"}, true}, {Key{Name: "x"}, false},
		{Key{Name: "d", Arrows: true}, true}, {Key{Name: "ArrowLeft", Arrows: true}, false},
		{Key{Name: "Enter", Typing: true}, false}, {Key{Name: "Enter", Typing: true, Touch: true}, true},
		{Key{Name: "Enter", Typing: true, Touch: true, Shift: true}, false},
	}
	for _, c := range cases {
		action := v.Shortcut(c.key)
		if (action != nil) != c.takes {
			t.Errorf("%+v: %v", c.key, action != nil)
		}
		if action != nil {
			action()
		}
	}
}

// TestHelpIsInFront opens the list of shortcuts: nothing behind it takes a key,
// the focus or a click, and the focus goes back to where it was.
func TestHelpIsInFront(t *testing.T) {
	v := ready(t)
	v.OpenHelp()
	for _, k := range []Key{{Name: "1"}, {Name: "d"}, {Name: "F"}, {Name: "r"}, {Name: "ArrowLeft"}, {Name: "Enter", Control: true}} {
		if v.Shortcut(k) != nil {
			t.Errorf("%+v acts behind the list", k)
		}
	}
	if n := strings.Count(v.html(), " inert"); n != 4 { // head, rail, main, drawer
		t.Errorf("%d parts of the desk are inert", n)
	}
	v.Shortcut(Key{Name: "Escape"})()
	if v.HelpOpen || v.host.back != 1 || strings.Contains(v.html(), " inert") {
		t.Errorf("behind the list: open %v, the focus went back %d times", v.HelpOpen, v.host.back)
	}
}

// TestEscapeMeansNo answers each question by Escape; one of a view that was left is
// not in the way.
func TestEscapeMeansNo(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.kept(1)
	for name, ask := range map[string]func(){
		"delete the model":      func() { v.Enter(session.Settings); v.AskRemove() },
		"delete a picture":      func() { v.Enter(session.History); v.AskDelete(v.Session.Album.Entries[0]) },
		"reset the storage":     func() { v.Enter(session.Settings); v.AskReset() },
		"delete the oldest":     func() { v.Enter(session.History); v.AskPrune() },
		"delete all":            func() { v.Enter(session.History); v.AskClear() },
		"asked, then elsewhere": func() { v.AskPrune(); v.Enter(session.Create); v.OpenHelp() },
	} {
		v.host.back = 0
		ask()
		v.escape()
		if v.Removing || v.Resetting || v.Session.Album.Asking != "" || v.host.back != 1 {
			t.Errorf("%s: still asks, or the focus went back %d times", name, v.host.back)
		}
	}
}

// TestSeedIsTyped types a seed digit by digit, and leaves the field blank.
func TestSeedIsTyped(t *testing.T) {
	v := ready(t)
	for _, text := range []string{"1", "12", "", "012", ""} {
		if v.TypeSeed(text); v.SeedText() != text {
			t.Errorf("%q is typed, and %q stands there", text, v.SeedText())
		}
	}
	v.has(`type="number"`)
	if c := v.Session.Choices; c.Seed != "12" || !c.KeepSeed || v.Session.Notice != "" {
		t.Errorf("typed %+v, %q", c, v.Session.Notice)
	}
	if v.SetSeed(""); v.Session.Choices.Seed != "12" || v.Session.Notice != say.SeedBad {
		t.Errorf("left %+v, %q", v.Session.Choices, v.Session.Notice)
	}
	if v.SeedText() != "12" {
		t.Errorf("left with %q", v.SeedText())
	}
	v.TypeSeed("")
	if v.NewSeed(); v.SeedText() != v.Session.Choices.Seed {
		t.Errorf("the dice show %q", v.SeedText())
	}
}

// TestDialsResetByKeys resets a dial as the keyboard does.
func TestDialsResetByKeys(t *testing.T) {
	v := ready(t)
	for key, want := range map[string]float64{"Delete": 12, "Backspace": 12, "x": 30} {
		v.Turn("brush", "30")
		dial := &DialField{Desk: v.Desk, Name: "brush"}
		dial.Key(vugu.NewDOMEvent(v.env, map[string]any{"key": key}))
		if got := v.Session.Choices.Brush; got != want || v.host.brush != want/100 {
			t.Errorf("%s: the dial is at %g, the brush %g wide", key, got, v.host.brush)
		}
	}
}

// TestKeysOfTheirOwn lists the elements that take letters or arrows for themselves.
func TestKeysOfTheirOwn(t *testing.T) {
	for _, c := range []struct {
		tag, kind       string
		letters, arrows bool
	}{
		{"TEXTAREA", "textarea", true, true}, {"SELECT", "select-one", true, true}, {"INPUT", "text", true, true},
		{"INPUT", "number", true, true}, {"INPUT", "range", false, true}, {"INPUT", "radio", false, true},
		{"INPUT", "checkbox", false, false}, {"INPUT", "file", false, false}, {"BUTTON", "button", false, false}, {"BODY", "", false, false},
	} {
		if letters, arrows := takes(c.tag, c.kind); letters != c.letters || arrows != c.arrows {
			t.Errorf("%s %s: letters %v, arrows %v", c.tag, c.kind, letters, arrows)
		}
	}
}

// TestArrowsFollowTheStrip walks along the strip as it looks: the newest picture
// first, behind the sheet or what is being made, and from the right in Arabic.
func TestArrowsFollowTheStrip(t *testing.T) {
	v := ready(t)
	for _, prompt := range []string{"a red fox", "a blue boat", "a green hat"} {
		v.make(prompt)
	}
	for _, c := range []struct {
		tag  string
		key  string
		from int
		want int
	}{
		{"en", "ArrowRight", session.Live, 2}, {"en", "ArrowLeft", session.Live, session.Live},
		{"en", "ArrowRight", 2, 1}, {"en", "ArrowLeft", 1, 2}, {"en", "ArrowRight", 0, 0}, {"en", "ArrowLeft", 2, 2},
		{"ar", "ArrowLeft", session.Live, 2}, {"ar", "ArrowRight", 1, 2}, {"ar", "ArrowLeft", 1, 0},
	} {
		v.Speak(c.tag)
		v.Session.Selected = c.from
		v.Shortcut(Key{Name: c.key})()
		if v.Session.Selected != c.want {
			t.Errorf("%s: %s from %d leads to %d", c.tag, c.key, c.from, v.Session.Selected)
		}
	}
}

// TestStripFollowsTheStage scrolls the strip to a picture once when it comes, and once
// when the arrows lead there.
func TestStripFollowsTheStage(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.make("a blue boat")
	before := v.host.reveals
	v.Shortcut(Key{Name: "ArrowRight"})()
	v.showShot()
	if before != 2 || v.host.reveals != 3 {
		t.Errorf("scrolled %d times for two pictures, %d with the arrow", before, v.host.reveals)
	}
}

// TestGoOnAPhone presses the key that a phone calls Go: it gets the model with the
// words to begin with, makes a picture, and never stops one.
func TestGoOnAPhone(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	press := v.Shortcut(Key{Name: "Enter", Typing: true, Touch: true})
	if press(); v.Session.Phase != bridge.Idle || len(v.host.posted) != 1 {
		t.Error("no words got the model")
	}
	v.Write("a red fox")
	press()
	v.until(bridge.Ready)
	v.make("a blue boat")
	press()
	v.until(bridge.Generating)
	posted := len(v.host.posted)
	if press(); len(v.host.posted) != posted {
		t.Errorf("sent %+v while it paints", v.host.posted[posted:])
	}
	v.until(bridge.Ready)
	v.Session.Enter(session.History)
	v.Shortcut(Key{Name: "Enter", Control: true})()
	if v.Session.Announcement() == v.Session.Say.NeedPrompt || v.Session.Mode != session.History {
		t.Errorf("in the history: %q", v.Session.Announcement())
	}
}

// TestShortcutsNameTheirKeys calls the key beside Enter what the keyboard does.
func TestShortcutsNameTheirKeys(t *testing.T) {
	for apple, want := range map[bool]string{true: "⌘ Enter", false: "Ctrl Enter"} {
		v := newVisit(t)
		v.Apple = apple
		v.OpenHelp()
		v.has(want)
	}
}

func TestPacerSpacesRendersOut(t *testing.T) {
	var p pacer
	if wait, _ := p.ask(1e9); wait > 0 {
		t.Errorf("the first render waits %v", wait)
	}
	if wait, armed := p.ask(1e9 + 50e6); wait != 150e6 || armed {
		t.Errorf("the second: %v, %v", wait, armed)
	}
	if _, armed := p.ask(1e9 + 60e6); !armed {
		t.Error("two would wait")
	}
	p.rendered(1e9 + 200e6)
	if wait, armed := p.ask(1e9 + 250e6); wait != 150e6 || armed {
		t.Errorf("after the render: %v, %v", wait, armed)
	}
}
