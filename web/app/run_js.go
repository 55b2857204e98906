package app

import (
	"context"
	"fmt"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"unclip/wasm/bridge"
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
	desk.Calm = browser.calm()
	browser.listenKeys(desk)
	go desk.Listen(ctx, in)
	browser.Restart()
	return loop(renderer, env, &Root{Desk: desk})
}

func loop(renderer *domrender.JSRenderer, env *vugu.BuildEnv, root *Root) error {
	for ok := true; ok; ok = renderer.EventWait() {
		if err := renderer.Render(env.RunBuild(root)); err != nil {
			return fmt.Errorf("app: %w", err)
		}
	}
	return nil
}
