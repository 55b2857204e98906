//go:build browser

package e2e

import (
	"slices"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/engine"
	"unclip/web/release"
	"unclip/web/server"
)

// mirrored serves a release whose model lies on other sites too.
func (s *site) mirrored(t *testing.T, others ...*site) {
	t.Helper()
	var mirrors server.Mirrors
	for _, o := range others {
		if err := mirrors.Add(o.URL + "model/"); err != nil {
			t.Fatal(err)
		}
	}
	files, err := release.Assemble(pageSources(t), t.TempDir(), release.Facts{Mirrors: mirrors})
	if err != nil {
		t.Fatal(err)
	}
	s.renew(t, server.Config{Files: files, Others: server.Others{Mirrors: mirrors}})
}

// mirrors are hosts of one model: the page's own has the manifest alone, the first
// mirror is down, the second has wrong bytes, the third is well.
type mirrors struct{ home, down, corrupt, well *site }

func newMirrors(t *testing.T) mirrors {
	t.Helper()
	home := newSite(t)
	m := mirrors{home, serve(t, home.folder, home.manifest), serve(t, home.folder, home.manifest), serve(t, home.folder, home.manifest)}
	for _, shard := range home.manifest.Shards {
		home.fail(shard.File, missing)
		m.down.fail(shard.File, cut)
		m.corrupt.fail(shard.File, flipped)
	}
	home.mirrored(t, m.down, m.corrupt, m.well)
	return m
}

// check wants every shard of a first picture whole from the mirror that is well, the
// others asked, and the page's own host left alone.
func (m mirrors) check(t *testing.T) {
	t.Helper()
	wrong, right := m.corrupt.weights(), m.well.weights()
	if len(wrong) == 0 {
		t.Error("nobody asked the second mirror")
	}
	for _, shard := range m.home.manifest.Shards {
		want := int64(0)
		if slices.Contains(engine.FirstPicture(), shard.Stage) {
			want = shard.Bytes
		}
		if right[shard.File] != want {
			t.Errorf("%s: %d bytes from the mirror that is well, want %d", shard.File, right[shard.File], want)
		}
	}
	if m.down.requests() == 0 {
		t.Error("nobody asked the first mirror")
	}
	for name, n := range m.home.weights() {
		if name != m.home.manifest.Tokenizer { // which the page counts tokens with
			t.Errorf("%d bytes of %s from the page's own host, which is the last to be asked", n, name)
		}
	}
}

// TestMirrors: all must come right, within a policy that names these hosts and no
// other.
func TestMirrors(t *testing.T) {
	m := newMirrors(t)
	v := visit(t, chromium(t, chrome.Options{}), m.home)
	v.install()
	v.dial("steps", 4)
	v.generate("red apple")
	checkCanvas(v)
	m.check(t)
}

// TestWidgetMirrors: the same for an element, whose engine is in a worker or in the
// frame itself.
func TestWidgetMirrors(t *testing.T) {
	b := chromium(t, chrome.Options{})
	inBothModes(t, func(t *testing.T, element string) {
		m := newMirrors(t)
		var d drawing
		embed(t, b, m.home, element).ask(drawn+`(document.querySelector("unclip-image"))`, &d)
		d.check(t)
		m.check(t)
	})
}
