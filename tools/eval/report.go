package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

//go:embed report.html
var page string

// print writes the figures as plain lines.
func (f *findings) print(w io.Writer) {
	line := func(name string, v *verdict) {
		fmt.Fprintf(w, "%-10s similarity %.3f (%.0f %% of real)  concept %.0f %%  style %.0f %%  FD %.2f  KID %.4f [%.4f, %.4f]\n", name,
			v.Similarity, 100*v.Similarity/f.Real.Similarity, 100*v.Concept, 100*v.Style, v.Frechet, v.Kernel, v.KernelSpan[0], v.KernelSpan[1])
	}
	line("real", f.Real)
	line("blurred", f.Blurred)
	for _, name := range priors {
		if v, ok := f.Priors[name]; ok {
			line(name, &v)
		}
	}
	for _, s := range f.Sweep {
		fmt.Fprintf(w, "%-10s guidance %.1f  FD %.2f  KID %.4f  spread %.2f\n", s.Prior, s.Guidance, s.Frechet, s.Kernel, s.Spread)
	}
	if f.Fidelity != nil {
		fmt.Fprintf(w, "same seeds as %s: median %.1f dB, lowest %.1f dB\n", f.Fidelity.Against, f.Fidelity.Median, f.Fidelity.Lowest)
	}
	fmt.Fprintf(w, "PCA: %d components leave 1 %% of the variance\n", f.K)
}

// writeHTML writes figures and plots as one page.
func (f *findings) writeHTML(path string) error {
	plots, err := f.plots()
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	t, err := template.New("report").Parse(page)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, map[string]any{"Findings": f, "Order": priors, "Plots": plots}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func (f *findings) plots() ([]template.HTML, error) {
	distance := func(s sweep) float64 { return s.Frechet }
	spread := func(s sweep) float64 { return s.Spread }
	var out []template.HTML
	for _, c := range []struct {
		title, x, y string
		lines       map[string]plotter.XYs
	}{
		{"Distance to real pictures", "guidance", "FD (InceptionV3)", f.lines(distance)},
		{"Diversity of pictures of one caption", "guidance", "feature distance", f.lines(spread)},
		{"What principal components of z_i leave", "components", "share of variance", map[string]plotter.XYs{"z_i": series(f.Spectrum)}},
	} {
		svg, err := curves(c.title, c.x, c.y, c.lines)
		if err != nil {
			return nil, err
		}
		out = append(out, svg)
	}
	return out, nil
}

func (f *findings) lines(value func(sweep) float64) map[string]plotter.XYs {
	out := map[string]plotter.XYs{}
	for _, s := range f.Sweep {
		out[s.Prior] = append(out[s.Prior], plotter.XY{X: s.Guidance, Y: value(s)})
	}
	return out
}

func series(values []float64) plotter.XYs {
	out := make(plotter.XYs, len(values))
	for i, v := range values {
		out[i] = plotter.XY{X: float64(i), Y: v}
	}
	return out
}

// curves makes one plot as inline SVG.
func curves(title, x, y string, lines map[string]plotter.XYs) (template.HTML, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	for i, name := range []string{"diffusion", "none", "z_i"} {
		xys, ok := lines[name]
		if !ok {
			continue
		}
		line, points, err := plotter.NewLinePoints(xys)
		if err != nil {
			return "", err
		}
		line.Color, points.Color = plotutil.Color(i), plotutil.Color(i)
		p.Add(line, points)
		p.Legend.Add(name, line)
	}
	w, err := p.WriterTo(14*vg.Centimeter, 9*vg.Centimeter, "svg")
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if _, err := w.WriteTo(&out); err != nil {
		return "", err
	}
	// The SVG is made here from numbers; nothing in it comes from outside.
	return template.HTML(out.String()), nil
}
