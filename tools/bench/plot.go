package main

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

var (
	green = color.RGBA{0x2e, 0x8b, 0x57, 0xff}
	red   = color.RGBA{0xc0, 0x4a, 0x3a, 0xff}
	grey  = color.RGBA{0x55, 0x55, 0x55, 0xff}
)

// plot draws how many times faster than the best rival each case is, on a
// logarithmic axis, with its goal as a mark.
func (r *Report) plot(path string) error {
	p := plot.New()
	p.Title.Text = fmt.Sprintf("Times faster than the best of onnxruntime-web and tfjs (%s, %s)", r.Adapter, r.Date)
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.ConstantTicks(ticks())
	p.X.Min, p.X.Max = 0.25, 128
	var names []string
	for _, row := range r.Rows {
		if row.Ratio == 0 {
			continue
		}
		// Rows are drawn from the bottom; the first case shall be on top.
		names = append([]string{row.Title}, names...)
	}
	at := float64(len(names))
	for _, row := range r.Rows {
		if row.Ratio == 0 {
			continue
		}
		at--
		if err := draw(p, row, at); err != nil {
			return err
		}
	}
	p.NominalY(names...)
	return p.Save(9*vg.Inch, vg.Length(float64(len(names))*0.35+1)*vg.Inch, path)
}

// draw adds one bar from 1 to the ratio, and a line where the goal is.
func draw(p *plot.Plot, row Row, at float64) error {
	c := green
	if row.Ratio < row.Goal {
		c = red
	}
	if err := line(p, c, 14, plotter.XY{X: 1, Y: at}, plotter.XY{X: row.Ratio, Y: at}); err != nil {
		return err
	}
	if row.Goal == 0 {
		return nil
	}
	return line(p, grey, 2, plotter.XY{X: row.Goal, Y: at - 0.4}, plotter.XY{X: row.Goal, Y: at + 0.4})
}

func line(p *plot.Plot, c color.Color, width vg.Length, points ...plotter.XY) error {
	l, err := plotter.NewLine(plotter.XYs(points))
	if err != nil {
		return fmt.Errorf("plot: %w", err)
	}
	l.Color, l.Width = c, width
	p.Add(l)
	return nil
}

func ticks() []plot.Tick {
	var list []plot.Tick
	for v := 0.25; v <= 128; v *= 2 {
		list = append(list, plot.Tick{Value: v, Label: fmt.Sprintf("%g×", v)})
	}
	return list
}
