package browsertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// TestRealProbes takes pictures of what the embedded model tells of itself: the
// codes of its autoregressive prior, labels beside variations, the ladder of
// principal components.
func TestRealProbes(t *testing.T) {
	needTour(t)
	address, ctx := page(t), chromium(t)
	do(t, ctx, looks[0].wear(),
		chromedp.Navigate(address), label("Get the model"), click("#go"), label("Generate"),
		dial("steps", 12), write("#seed", "7"), write("#prompt", "a red apple"), click(".more"),
		click("#settings input[value=ar]"), click("#go"), finished("Generate"), click(".more"), album(t, "codes", worn()),
		click("#to-vary"), label1("apple"), label1("tomato"), label1("bus"), dial("count", 4), click("#go"), finished("Vary"), album(t, "labels", worn()),
		click(".film li:last-child .frame"), click("#to-probe"), dial("ladder", 4), click("#go"), finished("Look"), album(t, "ladder", worn()))
}

// TestRealModel takes pictures of a download that pauses, and of the question
// before the model is deleted.
func TestRealModel(t *testing.T) {
	needTour(t)
	h := halt{make(chan struct{})}
	address, ctx := pageBehind(t, h.before), chromium(t)
	do(t, ctx, looks[0].wear(),
		chromedp.Navigate(address), label("Get the model"), click("#go"),
		until(`Number(document.querySelector(".ring").getAttribute("aria-valuenow")) >= 40`), click("#go"), label("Resume"), album(t, "paused", worn()))
	close(h.open)
	do(t, ctx, click("#go"), label("Generate"), mode(7), chromedp.Sleep(300*time.Millisecond), click("#remove"), album(t, "remove", worn()))
}

// TestRealVisit takes pictures of a browser that has no room for the model.
func TestRealVisit(t *testing.T) {
	needTour(t)
	address, ctx := page(t), chromium(t)
	do(t, ctx, looks[0].wear(),
		chromedp.Navigate(address), label("Get the model"), storage.OverrideQuotaForOrigin(strings.TrimSuffix(address, "/")).WithQuotaSize(4_000_000),
		click("#go"), chromedp.WaitVisible("#for-visit"), album(t, "no-room", worn()),
		click("#for-visit"), label("Generate"), write("#prompt", "a red apple"), click("#go"), finished("Generate"), album(t, "visit", worn()))
}

// halt stops the decoder's shard behind its first megabyte until it opens.
type halt struct{ open chan struct{} }

func (h halt) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/model/decoder-") {
			w = &halting{ResponseWriter: w, open: h.open, gone: r.Context().Done()}
		}
		next.ServeHTTP(w, r)
	})
}

// halting is an answer that stops in its middle.
type halting struct {
	http.ResponseWriter
	open <-chan struct{}
	gone <-chan struct{}
	sent int
}

func (h *halting) Write(p []byte) (int, error) {
	if h.sent > 1<<20 {
		select {
		case <-h.open:
		case <-h.gone:
		}
	}
	h.sent += len(p)
	return h.ResponseWriter.Write(p)
}
