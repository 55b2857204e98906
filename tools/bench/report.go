package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"unclip/tools/bench/cost"
)

// Report is the result of a run, for people and for -json.
type Report struct {
	Date    string   `json:"date"`
	Host    string   `json:"host"`
	Adapter string   `json:"adapter"`
	Class   string   `json:"class"`  // swiftshader, lavapipe or gpu
	Floors  []Floor  `json:"floors"` // of the suites with rows
	Rows    []Row    `json:"rows"`
	Starts  []Start  `json:"starts,omitempty"`
	Short   []string `json:"short"` // goals that were missed
}

// Floor is what a suite's rows are held against: it is measured anew before each
// suite, and other work on the machine changes it.
type Floor struct {
	Suite string `json:"suite"`
	Machine
}

// Row is one case of the kernels or model suite.
type Row struct {
	Suite      string  `json:"suite"`
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	Times      []Time  `json:"times"` // ours first
	GFLOPs     float64 `json:"gflops_per_s,omitempty"`
	Efficiency float64 `json:"efficiency"`      // floor / ours
	Ratio      float64 `json:"ratio,omitempty"` // fastest other / ours, of processor times where there are some
	Wall       float64 `json:"wall_ratio,omitempty"`
	Goal       float64 `json:"goal,omitempty"`
	Submit     float64 `json:"submit_millis"` // median of encode and submit
	LeastSent  float64 `json:"submit_least_millis"`
}

// Time is one contender's median in milliseconds.
type Time struct {
	Name     string  `json:"name"`
	Median   float64 `json:"median_millis,omitempty"`
	CPU      float64 `json:"median_cpu_millis,omitempty"` // see contender
	Least    float64 `json:"least_millis,omitempty"`
	Runs     int     `json:"runs"`
	Distance float64 `json:"distance"` // largest difference to ours over our largest value
	Failure  string  `json:"failure,omitempty"`
}

// Start is one contender of the startup suite, in milliseconds.
type Start struct {
	Name      string  `json:"name"`
	Runtime   float64 `json:"runtime_millis"` // until its wasm is ready
	Cold      start   `json:"cold"`
	Warm      start   `json:"warm"`
	Different float64 `json:"distance"`
}

func (r *Report) add(s *site, suite string, a *answer) error {
	r.Adapter = strings.TrimSpace(strings.Join([]string{a.Info.Vendor, a.Info.Architecture, a.Info.Description}, " "))
	r.Class = class(r.Adapter)
	if suite != "startup" {
		r.Floors = append(r.Floors, Floor{suite, a.Machine})
	}
	for _, m := range a.Cases {
		if suite == "startup" {
			r.addStart(a, m)
			continue
		}
		n, err := s.network(m.ID)
		if err != nil {
			return err
		}
		row := r.row(suite, a.Machine, n, m)
		r.Rows = append(r.Rows, row)
		r.Short = append(r.Short, missed(row, r.Class)...)
	}
	return nil
}

// class is the kind of adapter, by which goals are set.
func class(adapter string) string {
	name := strings.ToLower(adapter)
	switch {
	case strings.Contains(name, "swiftshader"):
		return "swiftshader"
	case strings.Contains(name, "llvmpipe"), strings.Contains(name, "lavapipe"):
		return "lavapipe"
	}
	return "gpu"
}

func (r *Report) row(suite string, reach Machine, n *network, m measured) Row {
	row := Row{Suite: suite, ID: n.id, Title: n.title, Goal: goal(n.id, r.Class)}
	for _, c := range m.Contenders {
		row.Times = append(row.Times, timeOf(c, float64(n.chain)))
	}
	ours := row.Times[0].Median
	if ours == 0 {
		return row
	}
	work := cost.Of(n.graph, n.rate, n.formats)
	floor := cost.Floor(work, reach.FLOPs, reach.Bytes) + float64(m.Dispatches)*reach.Dispatch
	seconds := ours * float64(n.chain) / 1000
	row.GFLOPs, row.Efficiency = cost.FLOPs(work)/seconds/1e9, floor/seconds
	if sent := m.Contenders[0].Submits; len(sent) > 0 {
		row.Submit, row.LeastSent = median(sent), slices.Min(sent)
	}
	row.Wall = ratio(row.Times, func(t Time) float64 { return t.Median })
	if row.Ratio = ratio(row.Times, func(t Time) float64 { return t.CPU }); row.Ratio == 0 {
		row.Ratio = row.Wall
	}
	return row
}

func timeOf(c contender, chain float64) Time {
	t := Time{Name: c.Name, Runs: len(c.Times), Distance: c.Distance, Failure: c.Failure}
	if len(c.Times) > 0 && c.Failure == "" {
		t.CPU = median(c.CPU) / chain
		t.Median, t.Least = median(c.Times)/chain, slices.Min(c.Times)/chain
	}
	return t
}

// ratio is the least time of the others over ours, which stand first; 0 if
// either is missing.
func ratio(times []Time, of func(Time) float64) float64 {
	best := 0.0
	for _, t := range times[1:] {
		if of(t) > 0 && (best == 0 || of(t) < best) {
			best = of(t)
		}
	}
	if of(times[0]) == 0 {
		return 0
	}
	return best / of(times[0])
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

func (r *Report) addStart(a *answer, m measured) {
	for _, c := range m.Contenders {
		s := Start{Name: c.Name, Runtime: c.Runtime, Different: c.Distance}
		if c.Name == "ours" {
			s.Runtime = a.OurStartMillis
		}
		if c.Cold != nil && c.Warm != nil {
			s.Cold, s.Warm = *c.Cold, *c.Warm
		}
		r.Starts = append(r.Starts, s)
	}
}

func (f Floor) String() string {
	return fmt.Sprintf("%s: %.1f GFLOP/s, %.1f GB/s, %.1f µs a dispatch", f.Suite, f.FLOPs/1e9, f.Bytes/1e9, f.Dispatch*1e6)
}

func (r *Report) print(w io.Writer) {
	fmt.Fprintf(w, "%s, %s, %s\n", r.Date, r.Host, r.Adapter)
	for _, f := range r.Floors {
		fmt.Fprintln(w, f)
	}
	for _, row := range r.Rows {
		fmt.Fprintf(w, "\n%-32s %6.2f GFLOP/s, %3.0f %% of the floor, submit %.3f ms, least %.3f, %s\n", row.Title, row.GFLOPs, 100*row.Efficiency, row.Submit, row.LeastSent, verdict(row))
		for _, t := range row.Times {
			fmt.Fprintf(w, "  %-24s %s\n", t.Name, describe(t))
		}
	}
	for _, s := range r.Starts {
		fmt.Fprintf(w, "\nstart-up, %s: runtime %.0f ms; cold: loaded %.0f, first step %.0f; warm: loaded %.0f, first step %.0f\n",
			s.Name, s.Runtime, s.Cold.Load, s.Cold.Total, s.Warm.Load, s.Warm.Total)
	}
	for _, line := range r.Short {
		fmt.Fprintln(w, "falls short:", line)
	}
}

func describe(t Time) string {
	if t.Failure != "" {
		return "failed: " + t.Failure
	}
	return fmt.Sprintf("median %.2f ms, least %.2f, processor %.1f, %d runs, differs by %.1g", t.Median, t.Least, t.CPU, t.Runs, t.Distance)
}

func verdict(r Row) string {
	switch {
	case r.Ratio == 0:
		return "no rival ran"
	case r.Goal == 0:
		return fmt.Sprintf("%.2f× the best rival", r.Ratio)
	}
	return fmt.Sprintf("%.2f× the best rival, goal %.1f×", r.Ratio, r.Goal)
}
