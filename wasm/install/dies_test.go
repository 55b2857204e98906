//go:build browser && !js

package install_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
)

// The short sets; the long ones are 167 kills of each of three kinds, and 50.
var (
	kills     = flag.Int("kills", 20, "how often each way to die is tried")
	handovers = flag.Int("handovers", 3, "how often the tab that downloads is closed")
)

// The tab that downloads is closed; the one that waits goes on within 2 s.
func TestBrowserHolderDies(t *testing.T) {
	s := newSite(t, 24, 1<<20)
	b := chrome.Test(t, chrome.Options{})
	for i := range *handovers {
		db := fmt.Sprint("holder", i)
		first, second := s.tab(t, b), s.tab(t, b)
		begin := fmt.Sprintf("(() => { visitor.install(%q, %q); })()", s.base, db)
		must(t, first.Evaluate(t.Context(), begin, nil))
		seen := len(s.host.Log())
		for len(s.host.Log()) < seen+3 {
			time.Sleep(10 * time.Millisecond)
		}
		closed := make(chan time.Time, 1)
		time.AfterFunc(rand.N(500*time.Millisecond), func() { closed <- time.Now(); first.Close() })
		if o := s.do(t, second, "install", db); o.Kind != "" {
			t.Errorf("%+v", o)
		}
		if wait := s.nextRequest(<-closed); wait > 2*time.Second {
			t.Errorf("the next request came %v after the close", wait)
		}
		s.wantComplete(t, second, db)
		second.Close()
	}
}

// nextRequest tells how long after a moment the host was asked for anything.
func (s *site) nextRequest(after time.Time) time.Duration {
	for _, r := range s.host.Log() {
		if r.At.After(after) {
			return r.At.Sub(after)
		}
	}
	return 0
}

// TestBrowserDies lets an installation die at a random moment: the tab is closed,
// its renderer crashes, the whole browser is killed. What was reported complete
// is complete, nothing wrong is accepted, and the next visit goes on.
func TestBrowserDies(t *testing.T) {
	s := newSite(t, 12, 64<<10)
	for way, kill := range map[string]func(*testing.T, *deathbed, *chrome.Page){
		"closed": func(_ *testing.T, _ *deathbed, p *chrome.Page) { p.Close() },
		"crashed": func(_ *testing.T, _ *deathbed, p *chrome.Page) {
			go func() { _ = p.Crash(context.Background()) }() // it never answers
			time.Sleep(100 * time.Millisecond)
		},
		"killed": func(t *testing.T, d *deathbed, _ *chrome.Page) {
			must(t, d.browser.Kill())
			d.browser.Close()
			d.start(t)
		},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			d := &deathbed{site: s, profile: t.TempDir()}
			d.start(t)
			d.measure(t, way)
			for i := range *kills {
				d.die(t, fmt.Sprint(way, i), kill)
			}
			t.Logf("%d kills: %d before anything was kept, %d of half a model, %d behind the end", *kills, d.early, d.amid, d.late)
		})
	}
}

// deathbed is a browser profile in which installations die.
type deathbed struct {
	*site
	profile           string
	browser           *chrome.Browser
	span              time.Duration // of an installation in peace, and a bit
	early, amid, late int           // what the kills left
}

func (d *deathbed) start(t *testing.T) {
	d.browser = chrome.Test(t, chrome.Options{Profile: d.profile})
}

// measure installs in peace, so that kills fall into the time that it takes.
func (d *deathbed) measure(t *testing.T, db string) {
	p := d.tab(t, d.browser)
	defer p.Close()
	begun := time.Now()
	if o := d.do(t, p, "install", db); o.Kind != "" {
		t.Fatalf("in peace: %+v", o)
	}
	d.span = time.Since(begun) * 5 / 4
}

// begin starts an installation that tells the site when it is complete.
func (d *deathbed) begin(t *testing.T, p *chrome.Page, db string) {
	t.Helper()
	script := fmt.Sprintf(`(() => { visitor.install(%q, %q).then((o) => JSON.parse(o).Kind || fetch("/ack/%s", { method: "POST" })); })()`, d.base, db, db)
	must(t, p.Evaluate(t.Context(), script, nil))
}

// die kills an installation once and looks at what is left of it.
func (d *deathbed) die(t *testing.T, db string, kill func(*testing.T, *deathbed, *chrome.Page)) {
	p := d.tab(t, d.browser)
	d.begin(t, p, db)
	time.Sleep(rand.N(d.span))
	kill(t, d, p)
	acked := d.ack(db)
	next := d.tab(t, d.browser)
	defer next.Close()
	o := d.answer(t, next, "verify", db)
	d.count(o)
	if acked && !o.Manifest || o.Manifest && o.Good != len(d.model.items) || o.Good != o.Kept {
		t.Errorf("%s: acknowledged %v, a promise is broken: %+v", db, acked, o)
	}
	if o := d.answer(t, next, "install", db); o.Kind != "" {
		t.Errorf("%s: %+v", db, o)
	}
	d.wantComplete(t, next, db)
}

// answer asks again where the storage of a browser that has just begun does not
// answer in time: that is no answer, not a broken promise.
func (d *deathbed) answer(t *testing.T, p *chrome.Page, action, db string) (o visitorOutcome) {
	for range 10 {
		if o = d.do(t, p, action, db); o.Kind != "unavailable" {
			break
		}
	}
	return o
}

func (d *deathbed) count(o visitorOutcome) {
	switch {
	case o.Manifest:
		d.late++
	case o.Kept > 0:
		d.amid++
	default:
		d.early++
	}
}
