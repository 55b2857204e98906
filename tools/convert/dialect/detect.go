package dialect

import "strings"

// signatures are names that only one kind of file has; the first match counts.
var signatures = []struct {
	name     string
	kind     string
	original bool
}{
	{"model_first_steps.out.2.weight", "super_res", true},
	{"model.cf_param", "decoder", true},
	{"model.prd_emb", "prior", true},
	{"token_embedding.weight", "clip", true},
	{"proj_to_clip_embeddings.weight", "prior", false},
	{"dot_embedding.weight", "prior_ar", false},
	{"learned_classifier_free_guidance_embeddings", "text_proj", false},
	{"mid_block.attentions.0.to_q.weight", "decoder", false},
	{"conv_in.weight", "super_res_first", false},
	{"text_model.embeddings.token_embedding.weight", "clip", false},
	{"vision_model.embeddings.class_embedding", "clip", false},
}

// Detect finds kind and dialect of a file from the names of its tensors; the two
// super-resolution networks differ in nothing but the name of their file. The
// kind is empty if no network is recognised.
func Detect(file string, tensors []Tensor) (kind string, original bool) {
	has := map[string]bool{}
	for _, t := range tensors {
		has[t.Name] = true
	}
	for _, s := range signatures {
		if !has[s.name] {
			continue
		}
		if s.kind == "super_res_first" && strings.Contains(file, "last") {
			return "super_res_last", false
		}
		return s.kind, s.original
	}
	if len(tensors) == 2 && has["mean"] && has["std"] {
		return "prior", true
	}
	return "", false
}
