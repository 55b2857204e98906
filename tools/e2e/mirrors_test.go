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
	s.renew(t, server.Config{Files: files, Mirrors: mirrors})
}

// TestMirrors: the first mirror is down, the second has wrong bytes, the third is
// well, and the page's own host has the manifest alone. All of it must be right,
// within a policy that names these hosts and no other.
func TestMirrors(t *testing.T) {
	home := newSite(t)
	down, corrupt, well := serve(t, home.folder, home.manifest), serve(t, home.folder, home.manifest), serve(t, home.folder, home.manifest)
	for _, shard := range home.manifest.Shards {
		home.fail(shard.File, missing)
		down.fail(shard.File, cut)
		corrupt.fail(shard.File, flipped)
	}
	home.mirrored(t, down, corrupt, well)
	v := visit(t, chromium(t, chrome.Options{}), home)
	v.install()
	v.dial("steps", 4)
	v.generate("red apple")
	checkCanvas(v)
	wrong, right := corrupt.weights(), well.weights()
	if len(wrong) == 0 {
		t.Error("nobody asked the second mirror")
	}
	for _, shard := range home.manifest.Shards {
		want := int64(0)
		if slices.Contains(engine.FirstPicture(), shard.Stage) {
			want = shard.Bytes
		}
		if right[shard.File] != want {
			t.Errorf("%s: %d bytes from the mirror that is well, want %d", shard.File, right[shard.File], want)
		}
	}
	if down.requests() == 0 {
		t.Error("nobody asked the first mirror")
	}
	for name, n := range home.weights() {
		if name != "merges.txt" { // which the page counts tokens with
			t.Errorf("%d bytes of %s from the page's own host, which is the last to be asked", n, name)
		}
	}
}
