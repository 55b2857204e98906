// Package chrome starts headless Chromium for tests and tools: pages, console,
// screenshots and the faults a real user meets (a crashed GPU process, a slow
// or missing network, a full disk). It runs natively and speaks the DevTools
// protocol through chromedp.
package chrome

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// Options says how to start the browser; the zero value is a fresh profile on
// the software GPU.
type Options struct {
	Profile  string         // user data directory; "" is a fresh one, removed by Close
	Flags    map[string]any // more switches without the dashes, as {"lang": "de"}; false removes one
	Hardware bool           // use the machine's own GPU rather than SwiftShader
	Console  func(string)   // gets each console line and uncaught error of every page
	Width    int            // of the window; 0 is 1280
	Height   int            // 0 is 800
}

// Browser is one running Chromium. Close it, or it dies with this process.
type Browser struct {
	ctx     context.Context // the browser's first page
	stop    context.CancelFunc
	profile string // to remove, if ours
	killed  bool
	options Options
}

// Start runs Chromium until ctx ends or Close is called.
func Start(ctx context.Context, o Options) (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	b := &Browser{options: o}
	if o.Profile == "" {
		if b.profile, err = os.MkdirTemp("", "unclip-chrome-"); err != nil {
			return nil, fmt.Errorf("chrome: no room for a profile: %w", err)
		}
		o.Profile = b.profile
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, switches(path, o)...)
	first, stopFirst := chromedp.NewContext(alloc, chromedp.WithErrorf(b.quiet), chromedp.WithBrowserOption(chromedp.WithDialTimeout(time.Minute)))
	b.ctx, b.stop = first, func() { stopFirst(); stopAlloc() }
	b.listen(first)
	if err := chromedp.Run(first); err != nil {
		b.Close()
		return nil, fmt.Errorf("chrome: %s does not start: %w; try it by hand with --headless", path, err)
	}
	return b, nil
}

// quiet drops chromedp's complaints about events newer than its protocol files.
func (b *Browser) quiet(string, ...any) {}

func switches(path string, o Options) []chromedp.ExecAllocatorOption {
	list := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.UserDataDir(o.Profile),
		chromedp.WindowSize(orElse(o.Width, 1280), orElse(o.Height, 800)),
		chromedp.WSURLReadTimeout(time.Minute),
	}
	for _, name := range []string{
		"headless", "no-sandbox", "enable-unsafe-webgpu", "disable-quic", "no-first-run",
		"no-default-browser-check", "disable-background-networking", "disable-component-update",
		"disable-sync", "disable-dev-shm-usage", "disable-background-timer-throttling",
		"disable-renderer-backgrounding", "disable-backgrounding-occluded-windows", "mute-audio",
	} {
		list = append(list, chromedp.Flag(name, true))
	}
	if o.Hardware {
		list = append(list, chromedp.Flag("enable-features", "Vulkan"), chromedp.Flag("use-angle", "vulkan"), chromedp.Flag("ignore-gpu-blocklist", true))
	} else {
		list = append(list, chromedp.Flag("use-webgpu-adapter", "swiftshader"))
	}
	for name, value := range o.Flags {
		list = append(list, chromedp.Flag(name, value))
	}
	return list
}

func orElse(n, other int) int {
	if n == 0 {
		return other
	}
	return n
}

// Close ends the browser and removes a profile that Start made. It is safe to
// call twice.
func (b *Browser) Close() {
	if b.ctx.Err() == nil && !b.killed {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		_ = chromedp.Cancel(ctx) // a polite close; stop kills what is left
		cancel()
	}
	b.stop()
	if b.profile != "" {
		removeAll(b.profile)
	}
}

// removeAll retries, since a dying process may still write its files.
func removeAll(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Kill ends the browser at once, as a power cut would; Close it afterwards.
func (b *Browser) Kill() error {
	c := chromedp.FromContext(b.ctx)
	if c == nil || c.Browser == nil || c.Browser.Process() == nil {
		return errors.New("chrome: the browser has no process to kill; start it first")
	}
	b.killed = true
	return c.Browser.Process().Kill()
}

// Profile is the user data directory, for a second start on the same data.
func (b *Browser) Profile() string {
	if b.options.Profile != "" {
		return b.options.Profile
	}
	return filepath.Clean(b.profile)
}
