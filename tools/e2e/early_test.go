//go:build browser

package e2e

import (
	"bytes"
	"net/http"
	"sync"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/engine"
)

// TestEarly asks for the model with words in the field: the prior runs while the
// decoder is still held back, and the picture follows the decoder.
func TestEarly(t *testing.T) {
	s := newSite(t)
	release := sync.OnceFunc(hold(s, "decoder"))
	defer release()
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.write("red apple")
	v.press()
	v.until(`witness.seen().lines.some((l) => l?.startsWith(` + quote(say.StatusPrior) + `))`)
	if n := v.pictures(); n != 0 {
		t.Errorf("%d pictures without a decoder", n)
	}
	release()
	v.until(`document.querySelectorAll(".film .frame").length === 1`)
	v.label("Generate")
	v.generate("two cats")
	var sent int64
	for _, n := range s.weights() {
		sent += n
	}
	if want := s.manifest.Bytes(engine.FirstPicture()...); sent > want*102/100 {
		t.Errorf("%d bytes were sent for a model of %d", sent, want)
	}
}

// hold lets nothing of a stage's shards through until the result is called.
func hold(s *site, stage string) (release func()) {
	free := make(chan struct{})
	for _, shard := range s.manifest.Shards {
		if shard.Stage != stage {
			continue
		}
		s.fail(shard.File, func(w http.ResponseWriter, r *http.Request, content []byte) {
			select {
			case <-free:
				http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
			case <-r.Context().Done():
			}
		})
	}
	return func() { close(free) }
}
