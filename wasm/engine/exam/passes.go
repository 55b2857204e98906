package exam

import (
	"context"
	"fmt"

	"unclip/wasm/gpu"
	"unclip/wasm/tune"
)

// Passes remembers between visits which device has passed last, and in which
// browser. Of the driver there is what the browser tells, which may be nothing.
type Passes struct {
	Shelf   func(ctx context.Context) (tune.Shelf, error)
	Browser string // its name and version
}

// note is the note's name; its number changes with the subjects.
const note = "unclip examination 1"

// Passed tells whether a device need not be examined again.
func (p *Passes) Passed(ctx context.Context, i gpu.Info) bool {
	shelf, err := p.Shelf(ctx)
	if err != nil {
		return false
	}
	last, err := shelf.Manifest(ctx, note)
	return err == nil && string(last) == p.candidate(i)
}

// Note remembers a device that has passed. Its loss costs another examination.
func (p *Passes) Note(ctx context.Context, i gpu.Info) {
	if p == nil {
		return
	}
	if shelf, err := p.Shelf(ctx); err == nil {
		_ = shelf.PutManifest(ctx, note, []byte(p.candidate(i)))
	}
}

func (p *Passes) candidate(i gpu.Info) string { return p.Browser + "\n" + fmt.Sprint(i) }
