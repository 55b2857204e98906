package engine_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
)

// cupboard is a shelf that the works of an engine share.
type cupboard struct {
	mu sync.Mutex
	shelf
}

func (c *cupboard) Cached(ctx context.Context, m *weights.Manifest) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shelf.Cached(ctx, m)
}

func (c *cupboard) Install(ctx context.Context, m *weights.Manifest, keep bool, progress func(done, total int64)) error {
	progress(0, m.Bytes())
	time.Sleep(time.Millisecond) // in which a request may overtake
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.shelf.Install(ctx, m, keep, progress)
}

func (c *cupboard) Remove(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shelf.Remove(ctx)
}

func (c *cupboard) Room(ctx context.Context, m *weights.Manifest) (kept, free int64, visit bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shelf.Room(ctx, m)
}

// short is a request of one step.
func short(id int) *bridge.Generate {
	m := ask(id, "1")
	m.Steps, m.PriorSteps, m.Candidates = 1, 1, 1
	return m
}

// anything is some message of a page.
func anything(random *rand.Rand, id int) bridge.Message {
	switch random.IntN(8) {
	case 0:
		return &bridge.Install{Place: bridge.Places[random.IntN(2)]}
	case 1:
		return &bridge.Remove{}
	case 2:
		return &bridge.Claim{}
	case 3, 4:
		return short(id)
	}
	return &bridge.Cancel{ID: random.IntN(2) * max(0, id-random.IntN(4))}
}

// TestHammer lets eight callers ask for everything at once, in any order: the
// engine answers nothing but what the bridge carries, and then draws what it
// always draws. It is for the race detector.
func TestHammer(t *testing.T) {
	const callers, calls = 8, 1000
	want := find[*bridge.Picture](open(t, softDevice, tiny(t, weights.F32)).generate(short(1)))[0].Pixels.(bridge.Memory)
	library := &cupboard{shelf: shelf{Library: tiny(t, weights.F32), offered: true}}
	p := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	p.engine = engine.New(engine.Platform{Device: softDevice, Seat: newChair(),
		Library: func(context.Context, string) (engine.Library, error) { return library, nil }})
	p.send(tab)
	p.until(phase(bridge.Idle))
	heard, over := make(chan int), make(chan struct{})
	go func() { // what the hammer is answered
		n := 0
		for {
			select {
			case <-p.inbox:
				n++
			case <-over:
				heard <- n
				return
			}
		}
	}()
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 7))
			for n := range calls {
				p.send(anything(random, 10+i*calls+n))
			}
		})
	}
	all.Wait()
	close(over)
	t.Logf("%d answers to %d messages", <-heard, callers*calls)
	for id := 10 + callers*calls; ; id++ { // until what was left to do is done
		p.send(&bridge.Install{Place: bridge.OnDevice})
		p.send(short(id))
		got := p.until(func(m bridge.Message) bool { return answers(m, id) })
		if pictures := find[*bridge.Picture](got); len(pictures) > 0 && pictures[len(pictures)-1].ID == id {
			if !bytes.Equal(pictures[len(pictures)-1].Pixels.(bridge.Memory), want) {
				t.Error("another picture behind the hammer")
			}
			return
		}
		if id > 11+callers*calls+100 {
			t.Fatalf("the engine does not come to rest: %+v", got[len(got)-1])
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// answers says that a message ends a request.
func answers(m bridge.Message, id int) bool {
	switch m := m.(type) {
	case *bridge.Picture:
		return m.ID == id
	case *bridge.Failed:
		return m.ID == id
	}
	return false
}
