package checkpoint

import "unclip/tools/convert/dialect"

// companions are tensors without which a stage runs but not rightly, and where
// they are usually found.
var companions = []struct{ stage, tensor, advice string }{
	{"prior", "prior.mean", "the prior's statistics are missing; give clip_mean and clip_std, or mean and std in a file of their own"},
	{"decoder", "decoder.zi_null", "text_proj is missing; the decoder cannot be told a caption or an embedding"},
	{"decoder", "decoder.in.weight", "the decoder's U-Net is missing"},
	{"text", "text.projection.weight", "the text tower has no projection; export it as CLIPTextModelWithProjection"},
	{"image", "image.projection.weight", "the image tower has no projection; export it as CLIPVisionModelWithProjection"},
}

// Notes lists what is missing from the stages that the model has.
func (m *Model) Notes() []string {
	names, stages := map[string]bool{}, map[string]bool{}
	for _, p := range m.Parts {
		for _, t := range p.Targets {
			names[t.Name] = true
			stages[dialect.StageOf(t.Name)] = true
		}
	}
	var notes []string
	for _, c := range companions {
		if stages[c.stage] && !names[c.tensor] {
			notes = append(notes, c.advice)
		}
	}
	return notes
}
