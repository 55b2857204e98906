package app

import (
	"context"
	"fmt"
	"syscall/js"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"unclip/wasm/bridge"
	"unclip/wasm/jsx"
)

// Run shows the page in the element with the id "app" until it is closed.
func Run(ctx context.Context) error {
	renderer, err := domrender.New("#app")
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	env, err := vugu.NewBuildEnv(renderer.EventEnv())
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	in := bridge.NewMailbox()
	browser := newBrowser(in)
	desk := NewDesk(browser, renderer.EventEnv())
	browser.aside = desk.aside
	desk.Calm, desk.Apple = browser.calm(), apple()
	desk.Session.Secure = js.Global().Get("isSecureContext").Truthy()
	browser.listenKeys(desk)
	browser.listenFiles(desk)
	browser.listenReturns(desk)
	speak(desk)
	browser.claimWork(desk)
	desk.aside(desk.openAlbum)
	fragment := func() string { return js.Global().Get("location").Get("hash").String() }
	desk.Open(fragment())
	js.Global().Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any {
		go desk.update(func() { desk.Open(fragment()) })
		return nil
	}))
	browser.tokens.arrived = func() { desk.update(desk.count) }
	go desk.Listen(ctx, in)
	browser.Restart()
	return loop(renderer, env, &Root{Desk: desk})
}

// speak chooses the page's language: the one chosen before, else the browser's.
func speak(d *Desk) {
	tag := recalled(languageName)
	if tag == "" {
		tag = jsx.String(navigator().Get("language"))
	}
	d.speak(tag)
}

// loop renders whenever it is asked to. Requests that come together are one
// render, and that is a task of its own: a frame need not wait for both it and the
// work that asked for it.
func loop(renderer *domrender.JSRenderer, env *vugu.BuildEnv, root *Root) error {
	asked := make(chan struct{}, 1)
	go gather(renderer, asked)
	for {
		if err := renderer.Render(env.RunBuild(root)); err != nil {
			return fmt.Errorf("app: %w", err)
		}
		if _, ok := <-asked; !ok {
			return nil
		}
		nextTask()
		select {
		case <-asked: // the render below shows that too
		default:
		}
	}
}

// gather keeps one of the requests that nobody has heard yet.
func gather(renderer *domrender.JSRenderer, asked chan<- struct{}) {
	defer close(asked)
	for renderer.EventWait() {
		select {
		case asked <- struct{}{}:
		default:
		}
	}
}

// nextTask waits for the browser to come back to us.
func nextTask() {
	turn := make(chan struct{})
	after(0, func() { close(turn) })
	<-turn
}
