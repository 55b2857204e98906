package engine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// chair is a Seat within the process.
type chair struct {
	seat chan struct{}

	mu     sync.Mutex
	asked  func()
	seated int
	most   int
}

func newChair() *chair {
	b := &chair{seat: make(chan struct{}, 1)}
	b.seat <- struct{}{}
	return b
}

func (b *chair) Sit(ctx context.Context, asked func()) (func(), error) {
	select {
	case <-b.seat:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = asked
	b.seated++
	b.most = max(b.most, b.seated)
	return func() {
		b.mu.Lock()
		b.asked = nil
		b.seated--
		b.mu.Unlock()
		b.seat <- struct{}{}
	}, nil
}

func (b *chair) Ask() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.asked != nil {
		go b.asked()
	}
}

// tabs are pages whose engines share a chair; it counts their open devices.
type tabs struct {
	*chair
	open, most int
	mu         sync.Mutex
}

// counted is a device that notes its end.
type counted struct {
	gpu.Device
	tabs *tabs
	once sync.Once
}

func (c *counted) Close() {
	c.once.Do(func() {
		c.tabs.mu.Lock()
		c.tabs.open--
		c.tabs.mu.Unlock()
	})
	c.Device.Close()
}

func (x *tabs) device(context.Context) (gpu.Device, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.open++
	x.most = max(x.most, x.open)
	return &counted{Device: soft.Open(), tabs: x}, nil
}

func (x *tabs) page(t *testing.T, l engine.Library) *page {
	p := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	p.engine = engine.New(engine.Platform{Device: x.device, Seat: x,
		Library: func(context.Context, string) (engine.Library, error) { return l, nil }})
	return p
}

// makesRoom becomes ready, gives the GPU to a second tab and waits in its turn.
func (p *page) makesRoom(second *page) {
	p.send(tab)
	p.until(phase(bridge.Ready))
	second.send(tab)
	second.until(phase(bridge.Elsewhere))
	second.send(&bridge.Claim{})
	second.until(phase(bridge.Ready))
	p.until(phase(bridge.Elsewhere)) // it makes room
	p.until(phase(bridge.Elsewhere)) // and waits in its turn
}

var tab = &bridge.Hello{Base: "/", Features: []string{bridge.OneTab}}

// The second tab waits, asks, gets the GPU behind the picture under way, draws,
// and gives it back in its turn.
func TestTabsTakeTurns(t *testing.T) {
	x := &tabs{chair: newChair()}
	first, second := x.page(t, tiny(t, weights.F32)), x.page(t, tiny(t, weights.F32))
	first.send(tab)
	first.until(phase(bridge.Ready))
	second.send(tab)
	second.until(phase(bridge.Elsewhere))

	first.send(ask(1, "1"))
	first.until(phase(bridge.Generating))
	second.send(&bridge.Claim{})
	second.send(&bridge.Claim{}) // twice is no more than once
	if n := len(find[*bridge.Picture](first.until(phase(bridge.Elsewhere)))); n != 1 {
		t.Errorf("the picture under way is lost: %d", n)
	}
	second.until(phase(bridge.Ready))
	second.send(ask(1, "1"))
	if n := len(find[*bridge.Picture](second.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures in the second tab", n)
	}
	first.send(&bridge.Claim{})
	second.until(phase(bridge.Elsewhere))
	first.until(phase(bridge.Ready))
	first.send(ask(2, "1"))
	if n := len(find[*bridge.Picture](first.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures back in the first tab", n)
	}
	if x.chair.most != 1 || x.most != 1 {
		t.Errorf("%d tabs at once, with %d devices", x.chair.most, x.most)
	}
}

// A download is paused for the other tab, which goes on with it.
func TestADownloadMakesRoom(t *testing.T) {
	x := &tabs{chair: newChair()}
	slow := &patient{shelf: &shelf{Library: tiny(t, weights.F32), offered: true}}
	first, second := x.page(t, slow), x.page(t, &shelf{Library: tiny(t, weights.F32), offered: true})
	first.send(tab)
	first.until(phase(bridge.Idle))
	second.send(tab)
	second.until(phase(bridge.Elsewhere))
	first.send(&bridge.Install{Place: bridge.OnDevice})
	first.until(phase(bridge.Installing))
	second.send(&bridge.Claim{})
	first.until(phase(bridge.Elsewhere))
	second.until(phase(bridge.Idle))
}

// patient is a library whose download lasts until it is paused.
type patient struct{ *shelf }

func (p *patient) Install(ctx context.Context, _ *weights.Manifest, _ bool, _ func(done, total int64)) error {
	<-ctx.Done()
	return ctx.Err()
}

// A tab that asks while the new holder of the seat still settles gets it behind
// that.
func TestATabAsksWhileAnotherSettles(t *testing.T) {
	x, settles := &tabs{chair: newChair()}, make(chan bool)
	first := x.page(t, tiny(t, weights.F32))
	second := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	opening := make(chan bool, 1)
	second.engine = engine.New(engine.Platform{Seat: x,
		Library: func(context.Context, string) (engine.Library, error) { return tiny(t, weights.F32), nil },
		Device: func(ctx context.Context) (gpu.Device, error) {
			opening <- true
			<-settles
			return x.device(ctx)
		}})
	first.send(tab)
	first.until(phase(bridge.Ready))
	second.send(tab)
	second.until(phase(bridge.Elsewhere))
	second.send(&bridge.Claim{})
	first.until(phase(bridge.Elsewhere))
	<-opening
	first.send(&bridge.Claim{})
	time.Sleep(50 * time.Millisecond) // for the chair to pass it on
	close(settles)
	second.until(phase(bridge.Elsewhere))
	first.until(phase(bridge.Ready))
}

// Engines of frames, which do not say OneTab, do without turns.
func TestFramesShareNoSeat(t *testing.T) {
	x := &tabs{chair: newChair()}
	first, second := x.page(t, tiny(t, weights.F32)), x.page(t, tiny(t, weights.F32))
	first.send(tab)
	first.until(phase(bridge.Ready))
	second.send(&bridge.Hello{Base: "/"})
	second.until(phase(bridge.Ready))
}

// A pause ends no wait for the GPU: it was meant for a download.
func TestAPauseEndsNoWait(t *testing.T) {
	x := &tabs{chair: newChair()}
	first, second := x.page(t, tiny(t, weights.F32)), x.page(t, tiny(t, weights.F32))
	first.makesRoom(second)
	first.send(&bridge.Cancel{})
	first.send(&bridge.Claim{})
	first.until(phase(bridge.Ready))
	first.send(ask(1, "1"))
	if n := len(find[*bridge.Picture](first.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures", n)
	}
}
