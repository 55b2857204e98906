package chrome

import (
	"context"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// Network is a line to emulate; throughputs are bytes a second, 0 is unlimited.
type Network struct {
	Offline  bool
	Latency  float64 // milliseconds
	Down, Up float64
}

// CrashGPU kills the GPU process; every WebGPU device is lost.
func (b *Browser) CrashGPU(ctx context.Context) error {
	return b.Page().Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		return browser.CrashGPUProcess().Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
	}))
}

// Crash kills the page's renderer. The page answers nothing afterwards; open another.
func (p *Page) Crash(ctx context.Context) error {
	return p.Run(ctx, page.Crash())
}

// Network emulates a line from now on; the zero Network is the real one.
func (p *Page) Network(ctx context.Context, n Network) error {
	down, up := n.Down, n.Up
	if down == 0 {
		down = -1
	}
	if up == 0 {
		up = -1
	}
	return p.Run(ctx, network.Enable(), network.EmulateNetworkConditions(n.Offline, n.Latency, down, up))
}

// Quota limits an origin's storage to n bytes; negative lifts the limit.
func (p *Page) Quota(ctx context.Context, origin string, n int) error {
	set := storage.OverrideQuotaForOrigin(origin)
	if n >= 0 {
		set = set.WithQuotaSize(float64(n))
	}
	return p.Run(ctx, set)
}

// ClearStorage evicts all that an origin has stored.
func (p *Page) ClearStorage(ctx context.Context, origin string) error {
	return p.Run(ctx, storage.ClearDataForOrigin(origin, "all"))
}
