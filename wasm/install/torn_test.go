//go:build browser && !js

package install_test

import (
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
)

// The short set; the long one is 200.
var tears = flag.Int("tears", 12, "how many profiles are torn")

// TestBrowserTorn starts a browser on what a power cut may leave: a copy of a
// profile that is being written, the tails of some of its files cut off or zeroed,
// which journalling file systems do. Nothing wrong is accepted, and the next visit
// installs what is missing; at worst behind the reset that the page offers.
func TestBrowserTorn(t *testing.T) {
	s := newSite(t, 12, 64<<10)
	d := &deathbed{site: s, profile: t.TempDir()}
	d.start(t)
	d.measure(t, "peace")
	left := map[string]int{}
	for i := range *tears {
		db := fmt.Sprint("torn", i)
		p := d.tab(t, d.browser)
		d.begin(t, p, db)
		time.Sleep(rand.N(d.span))
		copied := tear(t, d.profile, rand.New(rand.NewPCG(uint64(i), 1)))
		p.Close()
		left[d.heal(t, copied, db)]++
	}
	t.Logf("%d torn profiles: %v", *tears, left)
}

// heal visits with a torn profile and tells what was left of the model.
func (d *deathbed) heal(t *testing.T, profile, db string) string {
	b := chrome.Test(t, chrome.Options{Profile: profile})
	defer b.Close()
	p := d.tab(t, b)
	o := d.answer(t, p, "verify", db)
	if o.Wrong > 0 {
		t.Errorf("%s: wrong bytes were accepted: %+v", db, o)
	}
	left := describe(o, len(d.model.items))
	if o.Kind == "unavailable" {
		if o := d.do(t, p, "reset", db); o.Kind != "" {
			t.Errorf("%s: no reset: %+v", db, o)
		}
	}
	if o := d.answer(t, p, "install", db); o.Kind != "" {
		t.Errorf("%s: %+v", db, o)
	}
	d.wantComplete(t, p, db)
	return left
}

func describe(o visitorOutcome, items int) string {
	switch {
	case o.Kind == "unavailable":
		return "wants a reset"
	case o.Good == items:
		return "whole"
	case o.Good < o.Kept:
		return "damage found"
	case o.Kept > 0:
		return "a part"
	}
	return "nothing"
}

// tear copies a profile in use and damages the tails of an eighth of the files of
// its databases.
func tear(t *testing.T, profile string, rng *rand.Rand) string {
	t.Helper()
	to := t.TempDir()
	err := filepath.WalkDir(profile, func(path string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(profile, path) // of a path below it
		switch {
		case err != nil: // the browser has just removed it
			return nil
		case strings.HasPrefix(e.Name(), "Singleton") || strings.Contains(rel, "Cache"):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		if strings.Contains(rel, "IndexedDB") && rng.IntN(8) == 0 {
			data = torn(data, rng)
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o600)
	})
	must(t, err)
	return to
}

// page is what file systems lose at a time.
const page = 4096

// torn cuts the tail off, or fills it with zeros.
func torn(data []byte, rng *rand.Rand) []byte {
	at := len(data) - rng.IntN(min(len(data), 2*page)+1)
	if rng.IntN(2) == 0 {
		return data[:at]
	}
	clear(data[at:])
	return data
}
