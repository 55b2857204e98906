package engine

import (
	"sort"

	"unclip/models/embed"
	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// probe says what the model sees in a picture.
func probe(m *bridge.Probe) job {
	return job{settings: m.Request, of: m.Rungs, draw: func(d *drawing) error {
		zi, err := d.pipeline.Look(d.ctx, onWhite(m.Source))
		if err != nil {
			return err
		}
		f := &bridge.Findings{ID: m.Request.ID, Labels: m.Labels}
		if f.Similarity, err = d.similarity(zi, m.Request.Prompt); err != nil {
			return err
		}
		if f.Chances, err = d.chances(zi, m.Labels); err != nil {
			return err
		}
		if f.Captions, f.Nearness, err = d.nearest(zi); err != nil {
			return err
		}
		rungs, err := d.ladder(f, zi, m.Rungs)
		if err != nil {
			return err
		}
		d.reply(f)
		return d.climb(f, rungs, m)
	}}
}

// ladder cuts z_i to ever more components and says what each rung misses.
func (d *drawing) ladder(f *bridge.Findings, zi []float32, n int) ([][]float32, error) {
	if n == 0 {
		return nil, nil
	}
	components, zs, err := d.pipeline.Ladder(d.ctx, zi, n)
	if err != nil {
		return nil, err
	}
	for i, z := range zs {
		sum := 0.0
		for j := range z {
			miss := float64(z[j] - zi[j])
			sum += miss * miss
		}
		f.Components, f.Missing = append(f.Components, float64(components[i])), append(f.Missing, sum/float64(len(z)))
	}
	return zs, nil
}

// climb decodes the rungs, all from the same noise.
func (d *drawing) climb(f *bridge.Findings, rungs [][]float32, m *bridge.Probe) error {
	if len(rungs) == 0 {
		return nil
	}
	y, err := d.read("", m.Request.Negative)
	if err != nil {
		return err
	}
	r := request(&m.Request, 0)
	return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
		picture, err := d.pipeline.Redecode(d.ctx, unclip.Latent{Zi: rungs[i]}, y, r, d.report)
		return picture, r, f.Components[i], err
	})
}

// similarity is the cosine of a picture and a prompt, 0 without a prompt.
func (d *drawing) similarity(zi []float32, prompt string) (float64, error) {
	if prompt == "" {
		return 0, nil
	}
	y, err := d.read(prompt, "")
	if err != nil {
		return 0, err
	}
	cos, err := embed.Cosine(zi, y.Zt[:len(y.Zt)/2])
	return inOne(cos), err
}

// inOne takes the rounding off a cosine.
func inOne(cos float64) float64 { return min(max(cos, -1), 1) }

// recognise tells which of the labels the model takes a picture for.
func (d *drawing) recognise(zi []float32, labels []string) error {
	chances, err := d.chances(zi, labels)
	if err == nil && len(labels) > 0 {
		d.reply(&bridge.Findings{ID: d.job.settings.ID, Labels: labels, Chances: chances})
	}
	return err
}

// chances are the zero-shot probabilities of labels.
func (d *drawing) chances(zi []float32, labels []string) ([]float64, error) {
	if len(labels) == 0 {
		return nil, nil
	}
	zts, err := d.pipeline.Captions(d.ctx, labels, d.report)
	if err != nil {
		return nil, err
	}
	return embed.Probe(zi, zts, d.pipeline.Config().Embedding.Sharpness())
}

// nearestCaptions is how many captions are listed.
const nearestCaptions = 10

// nearest are those of the model's captions that are most like a picture.
func (d *drawing) nearest(zi []float32) ([]string, []float64, error) {
	if d.known.zts == nil && len(d.known.captions) > 0 {
		zts, err := d.pipeline.Captions(d.ctx, d.known.captions, d.report)
		if err != nil {
			return nil, nil, err
		}
		d.known.zts = zts
	}
	order, cosines := make([]int, len(d.known.zts)), make([]float64, len(d.known.zts))
	for i, zt := range d.known.zts {
		cos, err := embed.Cosine(zi, zt)
		if err != nil {
			return nil, nil, err
		}
		order[i], cosines[i] = i, inOne(cos)
	}
	sort.SliceStable(order, func(i, j int) bool { return cosines[order[i]] > cosines[order[j]] })
	var captions []string
	var nearness []float64
	for _, i := range order[:min(len(order), nearestCaptions)] {
		captions, nearness = append(captions, d.known.captions[i]), append(nearness, cosines[i])
	}
	return captions, nearness, nil
}
