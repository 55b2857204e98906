package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"unclip/models/embed"
	"unclip/models/sample"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// failure puts an error into words for the visitor. The last clause of our
// errors is advice, behind a semicolon.
func failure(id int, err error) *bridge.Failed {
	var file *bridge.FileError
	if errors.As(err, &file) {
		return &bridge.Failed{ID: id, Code: file.Code, Message: clip(file.File)}
	}
	message, advice := err.Error(), "Reload the page and try again."
	if i := strings.LastIndex(message, "; "); i > 0 {
		message, advice = message[:i], message[i+2:]
	}
	f := &bridge.Failed{ID: id, Code: code(err), Message: clip(sentence(message)), Advice: clip(sentence(advice))}
	var u *unclip.Unfinished
	if errors.As(err, &u) {
		f.Side, f.Kept = u.Side, u.Kept
	}
	return f
}

// sentence makes one of an error's text: without the package that it came from,
// with a capital and a full stop.
func sentence(s string) string {
	if from, rest, found := strings.Cut(s, ": "); found && !strings.ContainsAny(from, " .") {
		s = rest
	}
	first, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[n:]
	return strings.TrimRight(s, ".") + "."
}

func clip(s string) string { return atMost(s, bridge.MaxTextRunes) }

// atMost cuts a text to n characters, for the limits of the bridge.
func atMost(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// sorted pairs what can go wrong with what the page has words for; the first
// match counts.
var sorted = []struct {
	err  error
	code string
}{
	{context.Canceled, bridge.Cancelled},
	{gpu.ErrNone, bridge.NoGPU},
	{errWeak, bridge.WeakGPU},
	{gpu.ErrMemory, bridge.NoMemory},
	{gpu.ErrLost, bridge.DeviceLost},
	{store.ErrQuota, bridge.NoSpace},
	{store.ErrUnavailable, bridge.NoStorage},
	{fetch.ErrOffline, bridge.NoNetwork},
	{fetch.ErrStalled, bridge.Stalled},
	{fetch.ErrPage, bridge.SignIn},
	{fetch.ErrMissing, bridge.NoModel},
	{fetch.ErrRefused, bridge.Refused},
	{fetch.ErrTooShort, bridge.CutShort},
	{fetch.ErrTooLong, bridge.BadModel},
	{fetch.ErrDigest, bridge.BadModel},
	{store.ErrCorrupt, bridge.BadModel},
	{weights.ErrMismatch, bridge.BadModel},
	{weights.ErrSyntax, bridge.BadModel},
	{weights.ErrLimit, bridge.BadModel},
	{weights.ErrOverflow, bridge.BadModel},
	{weights.ErrOffsets, bridge.BadModel},
	{weights.ErrField, bridge.BadModel},
	{weights.ErrShape, bridge.BadModel},
	{weights.ErrValue, bridge.BadModel},
	{unclip.ErrRequest, bridge.BadRequest},
	{embed.ErrDirection, bridge.BadRequest},
	{sample.ErrConfig, bridge.BadRequest},
}

func code(err error) string {
	for _, s := range sorted {
		if errors.Is(err, s.err) {
			return s.code
		}
	}
	return bridge.Internal
}

// rescue turns a panic of the work into a message, so that the worker lives on.
func (e *Engine) rescue(id int, reply func(bridge.Message)) {
	if fault := recover(); fault != nil {
		reply(&bridge.Failed{ID: id, Code: bridge.Internal, Message: fmt.Sprintf("The engine stumbled: %.200v.", fault), Advice: "Reload the page and try again."})
		phase := bridge.Ready
		if e.pipeline == nil {
			phase = bridge.Broken
		}
		e.state(phase, reply)
	}
}

// unheard ends a panic beside the work, without a word: work that needs the same
// stumbles again, and rescue tells.
func unheard() { _ = recover() }

func adapterName(d gpu.Device) string {
	i := d.Info()
	name := strings.TrimSpace(strings.Join([]string{i.Vendor, i.Architecture, i.Description}, " "))
	if name == "" {
		return "unnamed GPU"
	}
	if len(name) > 100 {
		name = name[:100]
	}
	return name
}

func defaults(c *unclip.Config) bridge.Defaults {
	d := c.Defaults()
	return bridge.Defaults{Steps: d.Steps, PriorSteps: d.PriorSteps, UpsampleSteps: d.UpsampleSteps, Candidates: d.Candidates, Size: c.Decoder.Size,
		Guidance: d.Guidance, PriorGuidance: d.PriorGuidance, Sampler: d.Sampler}
}

// pace limits download progress to a few messages a second. What was here at
// first says nothing of the time that the rest takes.
type pace struct {
	start, last time.Time
	first       int // bytes
}

func newPace() *pace { return &pace{start: time.Now()} }

// at returns the seconds left and whether a message is due.
func (p *pace) at(done, total int) (left float64, due bool) {
	now := time.Now()
	if done < total && now.Sub(p.last) < 150*time.Millisecond {
		return 0, false
	}
	if p.last.IsZero() {
		p.first = done
	}
	p.last = now
	if done <= p.first {
		return -1, true
	}
	return now.Sub(p.start).Seconds() * float64(total-done) / float64(done-p.first), true
}
