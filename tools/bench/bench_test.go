package main

import (
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unclip/tools/bench/cases"
	"unclip/tools/model"
)

// sample is a report with a goal met, a goal missed and a failed rival.
func sample() *Report {
	return &Report{Date: "2026-01-02", Host: "a test", Adapter: "soft", Class: "swiftshader", Floors: []Floor{{"kernels", Machine{FLOPs: 1e9, Bytes: 1e9}}, {"model", Machine{FLOPs: 2e9, Bytes: 3e9}}}, Rows: []Row{
		{ID: "conv64", Title: "fast", Ratio: 20, Goal: 15, Times: []Time{{Name: "ours", Median: 1}, {Name: "ort", Median: 20}}},
		{ID: "conv32", Title: "slow", Ratio: 2, Goal: 15, Times: []Time{{Name: "ours", Median: 1}, {Name: "ort", Median: 2}, {Name: "tfjs", Failure: "none"}}},
	}}
}

func TestWhatIsMissedIsSaid(t *testing.T) {
	r := sample()
	for i, want := range []int{0, 1} {
		if got := missed(r.Rows[i], r.Class); len(got) != want {
			t.Errorf("%s: %d complaints, want %d: %q", r.Rows[i].Title, len(got), want, got)
		}
	}
	slow := Row{Suite: "model", Submit: 2, LeastSent: 0.1, Times: []Time{{}}}
	for class, want := range map[string]int{"gpu": 1, "swiftshader": 0} {
		if got := missed(slow, class); len(got) != want {
			t.Errorf("sending in 2 ms, 0.1 at least, on %s: %q", class, got)
		}
	}
	differs := r.Rows[0]
	differs.Times = append(differs.Times, Time{Name: "tfjs", Median: 30, Distance: 0.5})
	if got := missed(differs, r.Class); len(got) != 1 || !strings.Contains(got[0], "differs") {
		t.Errorf("a wrong result: %q", got)
	}
}

func TestRatiosAreAgainstTheFastest(t *testing.T) {
	for _, c := range []struct {
		times []Time
		want  float64
	}{
		{[]Time{{Median: 2}}, 0},
		{[]Time{{Median: 2}, {Median: 5}, {Median: 3}, {Median: 4}}, 1.5},
		{[]Time{{Median: 2}, {Failure: "no"}, {Median: 4}}, 2},
		{[]Time{{Failure: "no"}, {Median: 4}}, 0},
	} {
		if got := ratio(c.times, func(t Time) float64 { return t.Median }); got != c.want {
			t.Errorf("ratio of %v is %g, want %g", c.times, got, c.want)
		}
	}
}

// A process may be called anything, brackets and spaces included.
func TestProcessorTimes(t *testing.T) {
	parent, ticks := times("42 (a) b) c) S 7 1 1 0 -1 4194560 1 2 3 4 30 12 0 0 20 0 1 0 5 6 7")
	if parent != 7 || ticks != 42 {
		t.Errorf("parent %d, %d ticks; want 7 and 42", parent, ticks)
	}
}

// Results replace those between the marks; notes stay.
func TestNotesSurvive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "performance.md")
	if err := os.WriteFile(path, []byte("before\n"+begin+"\nold\n"+end+"\nafter\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := sample().write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n", "after\n", "| fast |", "15.0×", "tfjs failed", "kernels: 1.0 GFLOP/s", "model: 2.0 GFLOP/s, 3.0 GB/s"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "old") {
		t.Error("old results stayed")
	}
	if svg, err := os.ReadFile(strings.TrimSuffix(path, ".md") + ".svg"); err != nil || !strings.Contains(string(svg), "<svg") {
		t.Errorf("no plot: %v", err)
	}
}

// Every case of every suite can be written for the other runtimes.
func TestEveryCaseExports(t *testing.T) {
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{model: m}
	for _, suite := range []string{"kernels", "model", "startup"} {
		for _, a := range asks(suite, "") {
			forms := a.Onnx
			if a.Split {
				forms = append(forms, cases.Form{Query: "pass=prompt"}, cases.Form{Query: "pass=step"})
			}
			for _, f := range forms {
				query, _ := url.ParseQuery(f.Query)
				if data, err := s.encode(a.ID, query); err != nil || len(data) == 0 {
					t.Errorf("%s %s %s: %d bytes, %v", suite, a.ID, f.Query, len(data), err)
				}
			}
		}
	}
}

// Every suite measures the machine again, and its rows are held against that.
func TestRowsAreHeldAgainstTheirOwnSuite(t *testing.T) {
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r, s := &Report{}, &site{model: m}
	for suite, flops := range map[string]float64{"kernels": 1e9, "model": 4e9} {
		id := asks(suite, "")[0].ID
		one := measured{ID: id, Contenders: []contender{{Name: "ours", Times: []float64{1000}}}}
		if err := r.add(s, suite, &answer{Machine: Machine{FLOPs: flops, Bytes: 1e12}, Cases: []measured{one}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.add(s, "startup", &answer{Machine: Machine{FLOPs: 9e9}}); err != nil || len(r.Floors) != 2 {
		t.Errorf("floors of suites %v, %v; want one for each suite with rows", r.Floors, err)
	}
	var out strings.Builder
	r.print(&out)
	for i, row := range r.Rows {
		reach := row.GFLOPs * 1e9 / row.Efficiency
		if f := r.Floors[i]; f.Suite != row.Suite || math.Abs(reach/f.FLOPs-1) > 0.01 || !strings.Contains(out.String(), f.String()) {
			t.Errorf("%s is held against %.3g FLOP/s; %s is said in:\n%s", row.Title, reach, f, &out)
		}
	}
}

func TestCasesAreChosen(t *testing.T) {
	for only, want := range map[string]int{"matmul256": 1, "matmul": 4, "nothing": 0} {
		if got := asks("kernels", only); len(got) != want {
			t.Errorf("-only %s chooses %d cases, want %d", only, len(got), want)
		}
	}
}

func TestSwitches(t *testing.T) {
	got := switches("--use-angle=vulkan  --x")
	if len(got) != 2 || got["use-angle"] != "vulkan" || got["x"] != true {
		t.Errorf("got %v", got)
	}
}
