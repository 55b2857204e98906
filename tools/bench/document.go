package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// begin and end enclose what write replaces; notes around them stay.
const (
	begin = "<!-- measured: begin -->"
	end   = "<!-- measured: end -->"
)

// write puts the results between the marks of a Markdown file, or makes one,
// and the plot beside it.
func (r *Report) write(path string) error {
	picture := strings.TrimSuffix(path, filepath.Ext(path)) + ".svg"
	if err := r.plot(picture); err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		text, err = []byte("# Performance\n\n"+begin+"\n"+end+"\n"), nil
	}
	if err != nil {
		return err
	}
	before, rest, opened := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		return fmt.Errorf("%s lacks the lines %q and %q; add them where the results belong", path, begin, end)
	}
	return os.WriteFile(path, []byte(before+begin+"\n"+r.markdown(filepath.Base(picture))+end+after), 0o644)
}

func (r *Report) markdown(picture string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, adapter: %s.%s\n\n", r.Date, r.Host, r.Adapter, r.floors())
	fmt.Fprintf(&b, "![Ratios](%s)\n\n", picture)
	b.WriteString("| case | ours, ms (processor) | others, ms (processor) | times faster | goal | GFLOP/s | of the floor | encode + submit, ms (least) | largest difference |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, row := range r.Rows {
		b.WriteString(row.markdown())
	}
	if len(r.Starts) > 0 {
		b.WriteString("\n| start-up of the decoder, ms | wasm ready | cold: loaded | cold: first step done | warm: loaded | warm: first step done |\n|---|---|---|---|---|---|\n")
	}
	for _, s := range r.Starts {
		fmt.Fprintf(&b, "| %s | %.0f | %.0f | %.0f | %.0f | %.0f |\n", s.Name, s.Runtime, s.Cold.Load, s.Cold.Total, s.Warm.Load, s.Warm.Total)
	}
	b.WriteString("\n")
	for _, line := range r.Short {
		fmt.Fprintf(&b, "- falls short: %s\n", line)
	}
	return b.String()
}

// floors says what was measured on the adapter before each suite.
func (r *Report) floors() string {
	var list []string
	for _, f := range r.Floors {
		list = append(list, f.String())
	}
	if len(list) == 0 {
		return ""
	}
	return " Measured on it right before the rows of each suite: " + strings.Join(list, "; ") + "."
}

func (r Row) markdown() string {
	others, difference := make([]string, 0, len(r.Times)), 0.0
	for _, t := range r.Times[1:] {
		text := t.Name + " " + t.markdown()
		if t.Failure != "" {
			text = t.Name + " failed"
		}
		others = append(others, text)
		if !coarse(t.Name) {
			difference = max(difference, t.Distance)
		}
	}
	goal := "–"
	if r.Goal > 0 {
		goal = fmt.Sprintf("%.1f×", r.Goal)
	}
	return fmt.Sprintf("| %s | %s | %s | **%.2f×** | %s | %.2f | %.0f %% | %.3f (%.3f) | %.0e |\n", r.Title, r.Times[0].markdown(),
		strings.Join(others, "; "), r.Ratio, goal, r.GFLOPs, 100*r.Efficiency, r.Submit, r.LeastSent, difference)
}

func (t Time) markdown() string {
	if t.CPU == 0 {
		return fmt.Sprintf("%.4g", t.Median)
	}
	return fmt.Sprintf("%.4g (%.4g)", t.Median, t.CPU)
}
