package chrome

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is one tab. Its methods end when the context given to them does.
type Page struct {
	ctx  context.Context
	stop context.CancelFunc
}

// Page is the tab that the browser opened with.
func (b *Browser) Page() *Page { return &Page{ctx: b.ctx, stop: func() {}} }

// NewPage opens another tab.
func (b *Browser) NewPage() (*Page, error) {
	ctx, stop := chromedp.NewContext(b.ctx)
	b.listen(ctx)
	if err := chromedp.Run(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("chrome: no new tab: %w", err)
	}
	return &Page{ctx, stop}, nil
}

// Close closes the tab, unless it is the browser's first.
func (p *Page) Close() { p.stop() }

// Context is for chromedp.Run with actions that this package does not wrap.
func (p *Page) Context() context.Context { return p.ctx }

// Run performs chromedp actions; it ends when ctx does.
func (p *Page) Run(ctx context.Context, actions ...chromedp.Action) error {
	run, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	err := chromedp.Run(run, actions...)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// Open navigates and waits for the load event.
func (p *Page) Open(ctx context.Context, url string) error {
	if err := p.Run(ctx, chromedp.Navigate(url)); err != nil {
		return fmt.Errorf("chrome: open %s: %w", url, err)
	}
	return nil
}

// Evaluate runs an expression, waits if it is a promise, and stores its JSON
// form in out, which may be nil.
func (p *Page) Evaluate(ctx context.Context, expression string, out any) error {
	wait := func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }
	if out == nil {
		expression = "(async () => { await (" + expression + ") })()"
		out = new(any)
	}
	if err := p.Run(ctx, chromedp.Evaluate(expression, out, wait)); err != nil {
		return fmt.Errorf("chrome: evaluate %.60q: %w", expression, err)
	}
	return nil
}

// Crashed is closed when the page's renderer dies.
func (p *Page) Crashed() <-chan struct{} {
	crashed := make(chan struct{})
	ctx, cancel := context.WithCancel(p.ctx)
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*inspector.EventTargetCrashed); ok && ctx.Err() == nil {
			cancel()
			close(crashed)
		}
	})
	return crashed
}

// Screenshot is a PNG of the window, or of the whole page when full.
func (p *Page) Screenshot(ctx context.Context, full bool) ([]byte, error) {
	var png []byte
	shot := chromedp.CaptureScreenshot(&png)
	if full {
		shot = chromedp.FullScreenshot(&png, 100)
	}
	err := p.Run(ctx, shot)
	return png, err
}

// listen forwards the console and uncaught errors of a page.
func (b *Browser) listen(ctx context.Context) {
	if b.options.Console == nil {
		return
	}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			b.options.Console(consoleLine(e))
		case *runtime.EventExceptionThrown:
			b.options.Console("uncaught: " + e.ExceptionDetails.Error())
		}
	})
}

func consoleLine(e *runtime.EventConsoleAPICalled) string {
	parts := make([]string, len(e.Args))
	for i, a := range e.Args {
		switch {
		case a.Type == runtime.TypeString:
			parts[i] = strings.Trim(unquote(a.Value), "\n")
		case a.Description != "":
			parts[i] = a.Description
		default:
			parts[i] = string(a.Value)
		}
	}
	return strings.Join(parts, " ")
}

func unquote(raw []byte) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}
