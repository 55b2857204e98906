package checkpoint

import (
	"errors"
	"fmt"

	"unclip/tools/convert/dialect"
)

// companions are tensors that are often left out, and where they are usually
// found. Without them a stage does not run.
var companions = []struct{ stage, tensor, advice string }{
	{"prior", "prior.mean", "the prior's statistics are missing; give clip_mean and clip_std, or mean and std in a file of their own"},
	{"decoder", "decoder.zi_null", "the decoder is told captions and embeddings by text_proj; give its file, too"},
	{"decoder", "decoder.in.weight", "text_proj alone draws nothing; give the decoder's file, too"},
	{"text", "text.projection.weight", "the text tower has no projection; export it as CLIPTextModelWithProjection"},
	{"image", "image.projection.weight", "the image tower has no projection; export it as CLIPVisionModelWithProjection"},
}

// Complete reports all that is missing of the stages that the model has.
func (m *Model) Complete() error {
	names, stages := map[string]bool{}, map[string]bool{}
	for _, p := range m.Parts {
		for _, t := range p.Targets {
			names[t.Name] = true
			stages[dialect.StageOf(t.Name)] = true
		}
	}
	var missing []error
	for _, c := range companions {
		if stages[c.stage] && !names[c.tensor] {
			missing = append(missing, fmt.Errorf("checkpoint: no %s: %s", c.tensor, c.advice))
		}
	}
	return errors.Join(missing...)
}
