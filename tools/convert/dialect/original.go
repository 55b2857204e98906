package dialect

import (
	"fmt"
	"strings"

	"unclip/models/weights"
)

// KarloHeadDim is the width of every attention head of the original Karlo.
const KarloHeadDim = 64

// Original translates a checkpoint of the original code: kind "clip", "prior",
// "decoder" (with text_proj) or "super_res" (with both networks). Heads are
// headDim wide, which the shapes do not tell.
func Original(kind string, headDim int, tensors []Tensor) ([]Target, error) {
	if headDim < 1 {
		return nil, fmt.Errorf("dialect: head width %d; the original Karlo has %d", headDim, KarloHeadDim)
	}
	switch kind {
	case "clip":
		t := openAITable()
		return t.translate("CLIP", tensors, stacked)
	case "prior":
		t := karloPriorTable()
		return t.translate("Karlo prior", tensors, perHead(headDim))
	case "decoder":
		t := karloUNetTable("model.", "decoder", tensors)
		extra := karloTextProjTable()
		t.layers, t.exacts = append(t.layers, extra.layers...), extra.exacts
		return t.translate("Karlo decoder", tensors, perHead(headDim))
	case "super_res":
		t := karloUNetTable("model_first_steps.", "upsample", tensors)
		t.layers = append(t.layers, karloUNetTable("model_last_step.", "upsample_last", tensors).layers...)
		return t.translate("Karlo super-resolution", tensors, perHead(headDim))
	}
	return nil, fmt.Errorf("dialect: unknown original component %q; want clip, prior, decoder or super_res", kind)
}

func openAITable() table {
	leaves := []rule{
		{"attn.in_proj", "attn.qkv"}, {"attn.out_proj", "attn.out"}, {"ln_1", "norm1"}, {"ln_2", "norm2"},
		{"mlp.c_fc", "mlp.up"}, {"mlp.c_proj", "mlp.down"},
	}
	return table{
		layers: append(joined([]rule{{"transformer.resblocks.#", "text.block.#"}, {"visual.transformer.resblocks.#", "image.block.#"}}, leaves),
			rule{"ln_final", "text.norm"}, rule{"visual.conv1", "image.patch"},
			rule{"visual.ln_pre", "image.norm_pre"}, rule{"visual.ln_post", "image.norm_post"}),
		exacts: []exact{
			{from: "token_embedding.weight", to: "text.token.weight", kind: weights.Table},
			{from: "positional_embedding", to: "text.position", kind: weights.Vector},
			{from: "text_projection", to: "text.projection.weight", kind: weights.Matrix, asIs: true},
			{from: "visual.class_embedding", to: "image.class", kind: weights.Vector},
			{from: "visual.positional_embedding", to: "image.position", kind: weights.Vector},
			{from: "visual.proj", to: "image.projection.weight", kind: weights.Matrix, asIs: true},
			{from: "logit_scale", to: "clip.logit_scale", kind: weights.Vector},
		},
		ignored: []string{"input_resolution", "context_length", "vocab_size"},
	}
}

func karloPriorTable() table {
	leaves := []rule{
		{"attn.c_qkv", "attn.qkv"}, {"attn.c_proj", "attn.out"}, {"ln_1", "norm1"}, {"ln_2", "norm2"},
		{"mlp.c_fc", "mlp.up"}, {"mlp.c_proj", "mlp.down"},
	}
	return table{
		layers: append(joined([]rule{{"model.transformer.resblocks.#", "prior.block.#"}}, leaves),
			rule{"model.time_embed.0", "prior.time.1"}, rule{"model.time_embed.2", "prior.time.2"},
			rule{"model.clip_img_proj", "prior.noised"}, rule{"model.text_emb_proj", "prior.text_embedding"},
			rule{"model.text_enc_proj", "prior.text_hidden"},
			rule{"model.final_ln", "prior.norm"}, rule{"model.out_proj", "prior.out"}),
		exacts: []exact{
			{from: "model.positional_embedding", to: "prior.position", kind: weights.Vector},
			{from: "model.prd_emb", to: "prior.query", kind: weights.Vector},
			{from: "mean", to: "prior.mean", kind: weights.Vector}, // of the statistics file
			{from: "std", to: "prior.std", kind: weights.Vector},
		},
		ignored: []string{"causal_attention_mask"},
	}
}

func karloTextProjTable() table {
	return table{
		layers: []rule{
			{"model.text_feat_proj", "decoder.zt_to_time"}, {"model.clip_emb", "decoder.zi_to_time"},
			{"model.clip_tok_proj", "decoder.zi_to_tokens"}, {"model.text_seq_proj.0", "decoder.text_to_context"},
			{"model.text_seq_proj.1", "decoder.context_norm"},
		},
		exacts: []exact{{from: "model.cf_param", to: "decoder.zi_null", kind: weights.Vector}},
	}
}

// karloUNetTable numbers blocks as the original does, in one flat list: it has
// a rule for each block that the tensors contain.
func karloUNetTable(prefix, path string, tensors []Tensor) table {
	t := table{layers: []rule{
		{prefix + "time_embed.0", path + ".time.1"}, {prefix + "time_embed.2", path + ".time.2"},
		{prefix + "input_blocks.0.0", path + ".in"}, {prefix + "out.0", path + ".norm_out"}, {prefix + "out.2", path + ".out"},
	}}
	for _, m := range karloModules(prefix, path, tensors) {
		t.layers = append(t.layers, joined([]rule{m}, karloLeaves)...)
	}
	return t
}

// karloLeaves are the layers of residual blocks and of attention.
var karloLeaves = []rule{
	{"in_layers.0", "norm1"}, {"in_layers.2", "conv1"}, {"emb_layers.1", "time"}, {"out_layers.0", "norm2"},
	{"out_layers.3", "conv2"}, {"skip_connection", "skip"},
	{"norm", "norm"}, {"qkv", "qkv"}, {"encoder_kv", "context_kv"}, {"proj_out", "out"},
}

// karloModules finds the modules of the flat lists and their place in our tree.
func karloModules(prefix, path string, tensors []Tensor) []rule {
	has := map[string]bool{}
	for _, t := range tensors {
		if stem, ok := strings.CutSuffix(t.Name, ".weight"); ok {
			has[stem] = true
		}
	}
	k := karlo{prefix, path, has}
	layers := k.layers()
	return append(append(k.down(layers), k.middle()...), k.up(layers)...)
}

type karlo struct {
	prefix, path string
	has          map[string]bool
}

// residual and attends tell what kind of module, if any, a place holds.
func (k karlo) residual(at string) bool { return k.has[k.prefix+at+".in_layers.0"] }
func (k karlo) attends(at string) bool  { return k.has[k.prefix+at+".qkv"] }

// layers is the number of residual blocks a level on the way down: the first
// block on the way up that ends in a sampler is the last of its layers+1.
func (k karlo) layers() int {
	n := 0
	for ; k.residual(fmt.Sprintf("output_blocks.%d.0", n)); n++ {
		if k.sampler(n) != "" {
			return n
		}
	}
	return max(n-1, 1) // a single level has no sampler
}

// sampler is the place of the sampler in block n on the way up, if it has one.
func (k karlo) sampler(n int) string {
	for i := 1; i <= 2; i++ {
		if at := fmt.Sprintf("output_blocks.%d.%d", n, i); k.residual(at) {
			return at
		}
	}
	return ""
}

func (k karlo) rule(at, format string, args ...any) rule {
	return rule{k.prefix + at, k.path + fmt.Sprintf(format, args...)}
}

// down lists the blocks input_blocks.1, 2, …: layers of them a level, then its sampler.
func (k karlo) down(layers int) []rule {
	var rules []rule
	for n := 0; ; n++ {
		level, i := n/(layers+1), n%(layers+1)
		at := fmt.Sprintf("input_blocks.%d.0", n+1)
		switch {
		case !k.residual(at):
			return rules
		case i == layers:
			rules = append(rules, k.rule(at, ".down.%d.sampler", level))
		default:
			rules = append(rules, k.rule(at, ".down.%d.res.%d", level, i),
				k.rule(fmt.Sprintf("input_blocks.%d.1", n+1), ".down.%d.attn.%d", level, i))
		}
	}
}

func (k karlo) middle() []rule {
	if k.attends("middle_block.1") {
		return []rule{k.rule("middle_block.0", ".mid.res.0"), k.rule("middle_block.1", ".mid.attn"), k.rule("middle_block.2", ".mid.res.1")}
	}
	return []rule{k.rule("middle_block.0", ".mid.res.0"), k.rule("middle_block.1", ".mid.res.1")}
}

func (k karlo) up(layers int) []rule {
	var rules []rule
	for n := 0; k.residual(fmt.Sprintf("output_blocks.%d.0", n)); n++ {
		level, i := n/(layers+1), n%(layers+1)
		rules = append(rules, k.rule(fmt.Sprintf("output_blocks.%d.0", n), ".up.%d.res.%d", level, i))
		if at := fmt.Sprintf("output_blocks.%d.1", n); k.attends(at) {
			rules = append(rules, k.rule(at, ".up.%d.attn.%d", level, i))
		}
		if at := k.sampler(n); at != "" {
			rules = append(rules, k.rule(at, ".up.%d.sampler", level))
		}
	}
	return rules
}
