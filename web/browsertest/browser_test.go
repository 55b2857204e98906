// Package browsertest drives the page in a headless Chromium with the practice
// engine. It runs with -browser, and then fails when there is no browser; with
// -screens it also writes pictures of every view.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"unclip/web/release"
	"unclip/web/server"
)

var (
	browser = flag.Bool("browser", false, "run the tests that need Chromium")
	remote  = flag.String("remote", "", "drive the browser at this `address` instead of starting one")
	screens = flag.String("screens", "", "write pictures of the views into this `folder`")
	real    = flag.Bool("real", false, "use the real engine and the embedded model instead of the practice engine")
)

// patience is longer than the real engine needs for any one picture of a tour.
const patience = 4 * time.Minute

// page builds the practice binary and serves it.
func page(t *testing.T) string {
	return pageBehind(t, func(h http.Handler) http.Handler { return h })
}

// pageBehind serves it behind something that has a hand in the answers.
func pageBehind(t *testing.T, hand func(http.Handler) http.Handler) string {
	t.Helper()
	if !*browser {
		t.Skip("needs Chromium; run with -browser")
	}
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	b := server.Build{Root: root, Tags: []string{"practice"}}
	if *real {
		b.Tags = nil
	}
	if err := b.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := b.Page(5)
	if err != nil {
		t.Fatal(err)
	}
	released, err := release.Assemble(files, b.Folder("release"), release.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	model, err := server.OpenModel(filepath.Join(root, "models", "sticker"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	s := httptest.NewServer(hand(server.New(server.Config{Files: released, Model: model})))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

// chromium starts a browser and returns a tab in it. What the page reports as
// an error, a broken policy among it, fails the test.
func chromium(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := allocator(t)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	chromedp.ListenTarget(ctx, func(event any) { report(t, event) })
	if err := chromedp.Run(ctx, log.Enable()); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// allocator starts a browser, or finds the one that -remote names.
func allocator(t *testing.T) (context.Context, context.CancelFunc) {
	if *remote != "" {
		return chromedp.NewRemoteAllocator(t.Context(), *remote)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(executable(t)),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("enable-unsafe-webgpu", true), chromedp.Flag("use-webgpu-adapter", "swiftshader"))
	return chromedp.NewExecAllocator(t.Context(), options...)
}

func executable(t *testing.T) string {
	if name := os.Getenv("CHROME"); name != "" {
		return name
	}
	for _, name := range []string{"chromium", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium; set CHROME to its path")
	return ""
}

func report(t *testing.T, event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			t.Logf("console: %s", strings.TrimSpace(string(arg.Value)+" "+arg.Description))
		}
	case *runtime.EventExceptionThrown:
		t.Errorf("exception: %s", e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			t.Errorf("the browser reports: %s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}

// do runs actions or fails the test.
func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// until waits for an expression to be true.
func until(expression string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		err := chromedp.Poll(expression, nil, chromedp.WithPollingInterval(30*time.Millisecond), chromedp.WithPollingTimeout(patience)).Do(ctx)
		if err != nil {
			return fmt.Errorf("not true within %v: %s: %w", patience, expression, err)
		}
		return nil
	})
}

// label waits for the main button to say something.
func label(text string) chromedp.Action {
	return until(`document.querySelector("#go")?.textContent.startsWith("` + text + `")`)
}
