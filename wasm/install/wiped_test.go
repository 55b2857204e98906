//go:build browser && !js

package install_test

import (
	"fmt"
	"testing"
	"time"
)

// TestBrowserWiped has the browser throw away all that it keeps of the site at ten
// moments of an installation, as it may when the disk runs low, and a visitor may
// at any time: nothing wrong is accepted, and the next visit installs what is missing,
// at worst behind the reset that the page offers.
func TestBrowserWiped(t *testing.T) {
	const moments = 10
	s := newSite(t, 12, 64<<10)
	d := &deathbed{site: s, profile: t.TempDir()}
	d.start(t)
	d.measure(t, "peace")
	for i := range moments {
		db := fmt.Sprint("wiped", i)
		p := d.tab(t, d.browser)
		d.begin(t, p, db)
		time.Sleep(d.span * time.Duration(i) / moments)
		must(t, p.ClearStorage(t.Context(), s.URL))
		o := d.do(t, p, "install", db) // behind the one under way, if it is
		t.Logf("%s: %+v", db, o)
		p.Close() // an open that was under way may never be answered; visitors read that they should reload
		next := d.tab(t, d.browser)
		kept := d.answer(t, next, "verify", db)
		if kept.Wrong > 0 || o.Kind == "" && kept.Good != len(s.model.items) {
			t.Errorf("%s: %+v, then %+v", db, o, kept)
		}
		if kept.Kind == "unavailable" {
			t.Logf("%s wants a reset: %+v", db, d.do(t, next, "reset", db))
		}
		if o := d.answer(t, next, "install", db); o.Kind != "" {
			t.Errorf("%s again: %+v", db, o)
		}
		d.wantComplete(t, next, db)
		next.Close()
	}
}
