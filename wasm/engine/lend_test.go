package engine

import (
	"testing"

	"unclip/models/unclip"
)

// TestPortionsStayWithTheStage: a network for other captions begins with what the
// one before it has learnt, not with a pass that an adapter was lost under.
func TestPortionsStayWithTheStage(t *testing.T) {
	r := &Runtime{loaded: map[string]*network{}}
	r.lend(unclip.Blueprint{Stage: "decoder", Key: "decoder/1"}).portion.most = 40
	if n := r.lend(unclip.Blueprint{Stage: "decoder", Key: "decoder/2"}); n.portion.most != 40 {
		t.Errorf("%d dispatches in a submission, want 40", n.portion.most)
	}
	if n := r.lend(unclip.Blueprint{Stage: "prior", Key: "prior/1"}); n.portion.most != 0 {
		t.Errorf("another stage begins with %d dispatches", n.portion.most)
	}
}
