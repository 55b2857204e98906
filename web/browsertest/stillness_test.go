package browsertest

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// tracer collects what the page's main thread does. It counts the thread's own
// time, so that a busy machine does not count against the page.
type tracer struct {
	mu     sync.Mutex
	events []traceEvent
	done   chan struct{}
}

// traceEvent is one line of a trace; times are microseconds.
type traceEvent struct {
	Phase      string         `json:"ph"`
	Name       string         `json:"name"`
	Process    int            `json:"pid"`
	Thread     int            `json:"tid"`
	Wall       float64        `json:"dur"`
	Own        float64        `json:"tdur"`
	Properties map[string]any `json:"args"`
}

// trace starts collecting.
func trace(t *testing.T, ctx context.Context) *tracer {
	c := &tracer{done: make(chan struct{})}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			c.mu.Lock()
			defer c.mu.Unlock()
			for _, text := range e.Value {
				var line traceEvent
				if json.Unmarshal(text, &line) == nil {
					c.events = append(c.events, line)
				}
			}
		case *tracing.EventTracingComplete:
			close(c.done)
		}
	})
	do(t, ctx, tracing.Start().WithTransferMode(tracing.TransferModeReportEvents).
		WithTraceConfig(&tracing.TraceConfig{IncludedCategories: []string{"toplevel"}}))
	return c
}

// longest ends the trace and returns the longest task of a page's main thread,
// in milliseconds: its own time, and the time by the clock.
func (c *tracer) longest(t *testing.T, ctx context.Context) (own, wall float64) {
	do(t, ctx, tracing.End())
	select {
	case <-c.done:
	case <-ctx.Done():
		t.Fatal("the trace did not end")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	main := map[[2]int]bool{}
	for _, e := range c.events {
		if e.Phase == "M" && e.Name == "thread_name" && e.Properties["name"] == "CrRendererMain" {
			main[[2]int{e.Process, e.Thread}] = true
		}
	}
	for _, e := range c.events {
		if main[[2]int{e.Process, e.Thread}] && strings.Contains(e.Name, "RunTask") {
			own, wall = max(own, e.Own/1000), max(wall, e.Wall/1000)
		}
	}
	return own, wall
}
