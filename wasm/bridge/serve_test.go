package bridge

import (
	"context"
	"strings"
	"testing"
)

type handlerFunc func(Message, func(Message))

func (f handlerFunc) Handle(_ context.Context, m Message, reply func(Message)) { f(m, reply) }

func TestServeKeepsOrderAndSurvivesFaults(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	in := NewMailbox()
	for id := range 4 {
		in.Put(&Cancel{ID: id})
	}
	var seen []int
	h := handlerFunc(func(m Message, reply func(Message)) {
		id := m.(*Cancel).ID
		seen = append(seen, id)
		if id == 1 {
			panic("oops")
		}
		if id == 3 {
			stop()
		}
	})
	var failed *Failed
	Serve(ctx, h, in, func(m Message) { failed = m.(*Failed) })
	if len(seen) != 4 || seen[0] != 0 || seen[3] != 3 {
		t.Errorf("handled %v", seen)
	}
	if failed == nil || failed.Code != Internal || !strings.Contains(failed.Message, "oops") {
		t.Errorf("the fault was reported as %+v", failed)
	}
}
