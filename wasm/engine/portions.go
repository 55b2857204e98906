package engine

import (
	"time"

	"unclip/wasm/gpu"
)

// What a submission may take. Windows takes a GPU process for hung that works on
// one for 2 s, and a page that shares the GPU stands still as long.
const (
	longest    = 250 * time.Millisecond
	longestCPU = 2 * time.Second // on adapters that compute on the CPU, which nobody waits for
	rarer      = 4               // times fewer dispatches behind a loss: three attempts must do
)

// portions finds out how many dispatches of a network make a submission. As long
// as a pass takes less than a submission may, it is one.
type portions struct {
	most int // dispatches in a submission; 0 is a whole pass

	begun time.Time // when the last pass was submitted
	of    int       // its dispatches; 0 once a Read has waited for it
}

// submit notes a pass that begins. The time of a first step holds that of the
// Prompt pass before it, which the next step sets right.
func (p *portions) submit(dispatches int) { p.begun, p.of = time.Now(), dispatches }

// finish takes the time of a pass, once a Read has waited for it.
func (p *portions) finish(limit time.Duration) {
	if p.of == 0 {
		return
	}
	took := time.Since(p.begun)
	p.most = 0
	if took > limit {
		p.most = max(1, int(float64(p.of)*float64(limit)/float64(took)))
	}
	p.of = 0
}

// lose divides behind a device that was lost at work: it may have been for the
// length of a submission. Where it was not, the next Read says so.
func (p *portions) lose() {
	if p.of == 0 {
		return
	}
	if p.most == 0 {
		p.most = p.of
	}
	p.most, p.of = max(1, p.most/rarer), 0
}

// split tells a program, if it can be told.
func split(program any, most int) {
	if s, ok := program.(gpu.Splitter); ok {
		s.Split(most)
	}
}
