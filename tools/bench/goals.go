package main

import (
	"fmt"
	"strings"
)

// goals are how many times faster than the best rival we mean to be, by case
// and class of adapter.
var goals = map[string]map[string]float64{
	"conv64":        {"swiftshader": 15, "lavapipe": 8},
	"conv32":        {"swiftshader": 15, "lavapipe": 8},
	"attention":     {"swiftshader": 4, "lavapipe": 1.3},
	"matmul256":     {"swiftshader": 5, "lavapipe": 2.5},
	"matmul1024":    {"swiftshader": 5, "lavapipe": 2.5},
	"matmul256-i8":  {"swiftshader": 2, "lavapipe": 1.5},
	"matmul1024-i8": {"swiftshader": 2, "lavapipe": 1.5},
	"groupnorm":     {"swiftshader": 3, "lavapipe": 3},
	"decoder":       {"swiftshader": 8, "lavapipe": 5, "gpu": 1.5},
}

// leastEfficiency is the part of the machine's floor that a decoder step shall
// reach on a GPU.
const leastEfficiency = 0.4

// mostSubmit is how long encoding and submitting a step may take, in ms.
const mostSubmit = 0.5

// mostDistance is how far outputs may differ, relative to the largest value.
const mostDistance = 1e-3

func goal(id, class string) float64 { return goals[id][class] }

// missed says in words which goals a row does not reach.
func missed(r Row, class string) []string {
	var list []string
	add := func(format string, args ...any) {
		list = append(list, r.Title+": "+fmt.Sprintf(format, args...))
	}
	if r.Times[0].Failure != "" {
		add("ours failed: %s", r.Times[0].Failure)
	}
	if r.Ratio > 0 && r.Ratio < r.Goal {
		add("%.2f× the best rival instead of %.1f×", r.Ratio, r.Goal)
	}
	if sent := sending(r, class); r.Suite == "model" && sent > mostSubmit {
		add("encode and submit take %.2f ms instead of %.1f", sent, mostSubmit)
	}
	if r.ID == "decoder" && class == "gpu" && r.Efficiency < leastEfficiency {
		add("%.0f %% of the floor instead of %.0f %%", 100*r.Efficiency, 100*leastEfficiency)
	}
	for _, t := range r.Times[1:] {
		if t.Failure == "" && !(t.Distance <= mostDistance) && !coarse(t.Name) {
			add("%s differs by %.1g of the largest value", t.Name, t.Distance)
		}
	}
	return list
}

// sending is what encoding and submitting cost: on an adapter that is the processor
// most runs are interrupted by the work that they submit, so the least counts.
func sending(r Row, class string) float64 {
	if class == "gpu" {
		return r.Submit
	}
	return r.LeastSent
}

// coarse tells contenders that multiply in int8, or whose weights are in blocks
// larger than ours, and that therefore differ.
func coarse(name string) bool {
	return strings.Contains(name, "accuracy 4") || strings.Contains(name, "blocks of 128")
}
