//go:build browser

package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// TestInstallable asks the browser what keeps it from installing the page as an
// app: nothing.
func TestInstallable(t *testing.T) {
	v := visit(t, chromium(t, chrome.Options{}), newSite(t))
	v.label("Get the model")
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		address, trouble, manifest, _, err := page.GetAppManifest().Do(ctx)
		if address == "" || manifest == "" || len(trouble) > 0 {
			t.Errorf("the browser reads the manifest %q with %d troubles: %s", address, len(trouble), manifest)
		}
		return err
	}), chromedp.ActionFunc(func(ctx context.Context) error {
		list, err := page.GetInstallabilityErrors().Do(ctx)
		for _, e := range list {
			t.Errorf("the page cannot be installed: %s %v", e.ErrorID, e.ErrorArguments)
		}
		return err
	}))
}
