package chrome

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// Trace collects what the main threads of pages do. It counts a thread's own
// time, so that a busy machine does not count against the page.
type Trace struct {
	mu     sync.Mutex
	events []traceEvent
	done   chan struct{}
	stop   context.CancelFunc // of listening
}

// Task is one task of a page's main thread; times are milliseconds.
type Task struct {
	Own   float64  // of the thread
	Wall  float64  // by the clock
	Parts []string // what took the most of it, outer parts before their inner ones
}

// traceEvent is one line of a trace; times are microseconds.
type traceEvent struct {
	Phase      string  `json:"ph"`
	Name       string  `json:"name"`
	Process    int     `json:"pid"`
	Thread     int     `json:"tid"`
	Start      float64 `json:"ts"`
	Wall       float64 `json:"dur"`
	Own        float64 `json:"tdur"`
	Properties struct {
		Name string
		Data struct{ FunctionName, Type string }
	} `json:"args"`
}

// StartTrace begins to collect in a tab, that of a chromedp context.
func StartTrace(ctx context.Context) (*Trace, error) {
	t := &Trace{done: make(chan struct{})}
	listening, stop := context.WithCancel(ctx)
	t.stop = stop
	chromedp.ListenTarget(listening, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			for _, text := range e.Value {
				t.take(text)
			}
		case *tracing.EventTracingComplete:
			close(t.done) // once: listening stops before another trace can end
		}
	})
	categories := []string{"toplevel", "devtools.timeline", "v8"}
	err := chromedp.Run(ctx, tracing.Start().WithTransferMode(tracing.TransferModeReportEvents).
		WithTraceConfig(&tracing.TraceConfig{IncludedCategories: categories}))
	if err != nil {
		return nil, fmt.Errorf("chrome: trace: %w", err)
	}
	return t, nil
}

func (t *Trace) take(text []byte) {
	var e traceEvent
	_ = json.Unmarshal(text, &e) // properties of other shapes are not ours
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events = append(t.events, e)
}

// End ends the trace and returns the n longest tasks of the pages' main threads,
// by their own time.
func (t *Trace) End(ctx context.Context, n int) ([]Task, error) {
	defer t.stop()
	if err := chromedp.Run(ctx, tracing.End()); err != nil {
		return nil, fmt.Errorf("chrome: trace: %w", err)
	}
	select {
	case <-t.done:
	case <-ctx.Done():
		return nil, fmt.Errorf("chrome: the trace did not end: %w", ctx.Err())
	}
	return t.longest(n), nil
}

// longest finds the n longest tasks and what they did.
func (t *Trace) longest(n int) []Task {
	t.mu.Lock()
	defer t.mu.Unlock()
	main := map[[2]int]bool{}
	for _, e := range t.events {
		if e.Phase == "M" && e.Name == "thread_name" && e.Properties.Name == "CrRendererMain" {
			main[[2]int{e.Process, e.Thread}] = true
		}
	}
	found := slices.DeleteFunc(slices.Clone(t.events), func(e traceEvent) bool {
		return !main[[2]int{e.Process, e.Thread}] || !strings.Contains(e.Name, "RunTask")
	})
	slices.SortFunc(found, func(a, b traceEvent) int { return cmp.Compare(b.Own, a.Own) })
	var tasks []Task
	for _, e := range found[:min(len(found), n)] {
		tasks = append(tasks, Task{Own: e.Own / 1000, Wall: e.Wall / 1000, Parts: t.parts(e)})
	}
	return tasks
}

// parts tells what a task did for longer than a tenth of its time.
func (t *Trace) parts(task traceEvent) []string {
	var parts []string
	for _, e := range t.events {
		inside := e.Process == task.Process && e.Thread == task.Thread && e.Start >= task.Start && e.Start+e.Wall <= task.Start+task.Wall
		if inside && e.Name != task.Name && e.Own > task.Own/10 {
			d := e.Properties.Data
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s%s %.1f ms", e.Name, d.FunctionName, d.Type, e.Own/1000)))
		}
	}
	return parts
}
