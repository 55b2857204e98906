package apptest

import (
	"context"

	"unclip/wasm/bridge"
)

// operate answers the requests that take pictures in: with as many pictures as
// the real engine would send.
func (e *Engine) operate(ctx context.Context, m bridge.Message, reply func(bridge.Message)) {
	switch m := m.(type) {
	case *bridge.Vary:
		if len(m.Labels) > 0 {
			reply(&bridge.Findings{ID: m.Request.ID, Labels: m.Labels, Chances: chances(m.Labels)})
		}
		e.generate(ctx, &m.Request, []string{bridge.Image, bridge.Invert}, func(int) float64 { return m.Request.Eta }, reply)
	case *bridge.Blend:
		e.generate(ctx, &m.Request, []string{bridge.Image, bridge.Invert}, share(m.Request.Count, 1), reply)
	case *bridge.TextDiff:
		e.generate(ctx, &m.Request, []string{bridge.Image, bridge.Invert}, share(m.Request.Count, m.Strength), reply)
	case *bridge.Repaint:
		e.generate(ctx, &m.Request, nil, func(int) float64 { return m.Strength }, reply)
	case *bridge.Probe:
		e.probe(ctx, m, reply)
	}
}

// share spreads the pictures of a request from 0 to a value.
func share(n int, to float64) func(int) float64 {
	return func(i int) float64 { return to * float64(i) / float64(max(1, n-1)) }
}

// chances are the higher the shorter the labels are.
func chances(labels []string) (list []float64) {
	sum := 0.0
	for _, l := range labels {
		list = append(list, 1/float64(1+len(l)))
		sum += 1 / float64(1+len(l))
	}
	for i := range list {
		list[i] /= sum
	}
	return list
}

// probe finds what it always finds.
func (e *Engine) probe(ctx context.Context, m *bridge.Probe, reply func(bridge.Message)) {
	f := &bridge.Findings{ID: m.Request.ID, Labels: m.Labels, Chances: chances(m.Labels), Captions: []string{"hills under a sun", "a quiet valley"}, Nearness: []float64{0.81, 0.64}}
	if m.Request.Prompt != "" {
		f.Similarity = 0.42
	}
	for i := range m.Rungs {
		f.Components, f.Missing = append(f.Components, float64(int(8)<<i)), append(f.Missing, 1/float64(1+i))
	}
	reply(e.state(bridge.Generating, model.Bytes, e.place))
	reply(f)
	request := m.Request
	request.Count = m.Rungs
	e.generate(ctx, &request, []string{bridge.Image, bridge.Captions}, func(i int) float64 { return float64(int(8) << i) }, reply)
}
