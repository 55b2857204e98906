package main

import (
	"bytes"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// graph is a plot to be made.
type graph struct {
	file, title, x, y string
	lines             map[string]plotter.XYs
}

// lineOrder gives every line the same colour in all plots.
var lineOrder = append([]string{"z_i"}, priors...)

func (f *findings) plots() []graph {
	all := []graph{
		{"distance", "Distance to real pictures", "guidance", "FD (InceptionV3)", f.lines(func(s sweep) float64 { return s.Frechet })},
		{"diversity", "Diversity of pictures of one caption", "guidance", "distance of embeddings", f.lines(func(s sweep) float64 { return s.Spread })},
		{"spectrum", "What principal components of z_i leave", "components", "share of variance", map[string]plotter.XYs{"z_i": series(f.Spectrum)}},
	}
	return slices.DeleteFunc(all, func(g graph) bool { return len(g.lines) == 0 || len(g.lines["z_i"]) == 0 && g.file == "spectrum" })
}

func (f *findings) lines(value func(sweep) float64) map[string]plotter.XYs {
	out := map[string]plotter.XYs{}
	for _, s := range f.Guidance {
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

func (g *graph) svg() ([]byte, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = g.title, g.x, g.y
	p.BackgroundColor = nil
	for i, name := range lineOrder {
		xys, ok := g.lines[name]
		if !ok {
			continue
		}
		line, points, err := plotter.NewLinePoints(xys)
		if err != nil {
			return nil, err
		}
		line.Color, points.Color = plotutil.Color(i), plotutil.Color(i)
		p.Add(line)
		if len(xys) < 20 {
			p.Add(points)
		}
		p.Legend.Add(name, line)
	}
	p.Legend.Top = true
	w, err := p.WriterTo(14*vg.Centimeter, 9*vg.Centimeter, "svg")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = w.WriteTo(&out)
	return out.Bytes(), err
}
