package dialect

import "unclip/models/weights"

// transformerLeaves are the layers of a block of CLIP.
var transformerLeaves = []rule{
	{"self_attn.q_proj", "attn.q"}, {"self_attn.k_proj", "attn.k"}, {"self_attn.v_proj", "attn.v"},
	{"self_attn.out_proj", "attn.out"}, {"layer_norm1", "norm1"}, {"layer_norm2", "norm2"},
	{"mlp.fc1", "mlp.up"}, {"mlp.fc2", "mlp.down"},
}

// clipTable covers text_encoder, image_encoder and files that hold both.
func clipTable() table {
	return table{
		layers: append(joined([]rule{{"text_model.encoder.layers.#", "text.block.#"}, {"vision_model.encoder.layers.#", "image.block.#"}}, transformerLeaves),
			rule{"text_model.final_layer_norm", "text.norm"}, rule{"text_projection", "text.projection"},
			rule{"vision_model.pre_layrnorm", "image.norm_pre"}, rule{"vision_model.post_layernorm", "image.norm_post"},
			rule{"vision_model.embeddings.patch_embedding", "image.patch"}, rule{"visual_projection", "image.projection"}),
		exacts: []exact{
			{from: "text_model.embeddings.token_embedding.weight", to: "text.token.weight", kind: weights.Table},
			{from: "text_model.embeddings.position_embedding.weight", to: "text.position", kind: weights.Vector},
			{from: "vision_model.embeddings.class_embedding", to: "image.class", kind: weights.Vector},
			{from: "vision_model.embeddings.position_embedding.weight", to: "image.position", kind: weights.Vector},
			{from: "logit_scale", to: "clip.logit_scale", kind: weights.Vector},
		},
		ignored: []string{"position_ids"},
	}
}

// priorLeaves are the layers of a block of either prior.
var priorLeaves = []rule{
	{"attn1.to_q", "attn.q"}, {"attn1.to_k", "attn.k"}, {"attn1.to_v", "attn.v"}, {"attn1.to_out.0", "attn.out"},
	{"norm1", "norm1"}, {"norm3", "norm2"}, {"ff.net.0.proj", "mlp.up"}, {"ff.net.2", "mlp.down"},
}

func priorTable() table {
	return table{
		layers: append(joined([]rule{{"transformer_blocks.#", "prior.block.#"}}, priorLeaves),
			rule{"time_embedding.linear_1", "prior.time.1"}, rule{"time_embedding.linear_2", "prior.time.2"},
			rule{"proj_in", "prior.noised"}, rule{"embedding_proj", "prior.text_embedding"},
			rule{"encoder_hidden_states_proj", "prior.text_hidden"},
			rule{"norm_out", "prior.norm"}, rule{"proj_to_clip_embeddings", "prior.out"}),
		exacts: []exact{
			{from: "positional_embedding", to: "prior.position", kind: weights.Vector},
			{from: "prd_embedding", to: "prior.query", kind: weights.Vector},
			{from: "clip_mean", to: "prior.mean", kind: weights.Vector},
			{from: "clip_std", to: "prior.std", kind: weights.Vector},
		},
		ignored: []string{"causal_attention_mask"},
	}
}

// priorARTable covers the autoregressive prior, which no public checkpoint has:
// its names are ours, in the manner of the diffusion prior's. The tables that turn
// codes into embeddings become a stage of their own, which is small.
func priorARTable() table {
	return table{
		layers: append(joined([]rule{{"transformer_blocks.#", "prior_ar.block.#"}}, priorLeaves),
			rule{"embedding_proj", "prior_ar.text_embedding"}, rule{"encoder_hidden_states_proj", "prior_ar.text_hidden"},
			rule{"norm_out", "prior_ar.norm"}, rule{"to_logits", "prior_ar.out"}),
		exacts: []exact{
			{from: "positional_embedding", to: "prior_ar.position", kind: weights.Vector},
			{from: "dot_embedding.weight", to: "prior_ar.dot", kind: weights.Vector},
			{from: "code_embedding.weight", to: "prior_ar.code.weight", kind: weights.Table},
			{from: "pca_mean", to: "codebook.mean", kind: weights.Vector},
			{from: "pca_components", to: "codebook.components", kind: weights.Vector},
			{from: "code_lo", to: "codebook.lo", kind: weights.Vector},
			{from: "code_step", to: "codebook.step", kind: weights.Vector},
			{from: "dot_lo", to: "codebook.dot_lo", kind: weights.Vector},
			{from: "dot_step", to: "codebook.dot_step", kind: weights.Vector},
			{from: "dot_histogram", to: "codebook.dot_histogram", kind: weights.Vector},
		},
		ignored: []string{"causal_attention_mask"},
	}
}

func textProjTable() table {
	return table{
		layers: []rule{
			{"embedding_proj", "decoder.zt_to_time"},
			{"clip_image_embeddings_project_to_time_embeddings", "decoder.zi_to_time"},
			{"clip_extra_context_tokens_proj", "decoder.zi_to_tokens"},
			{"encoder_hidden_states_proj", "decoder.text_to_context"},
			{"text_encoder_hidden_states_norm", "decoder.context_norm"},
		},
		exacts: []exact{{from: "learned_classifier_free_guidance_embeddings", to: "decoder.zi_null", kind: weights.Vector}},
	}
}

// unetTable covers the U-Nets of decoder and upsamplers; path is "decoder",
// "upsample" or "upsample_last".
func unetTable(path string) table {
	residual := []rule{
		{"norm1", "norm1"}, {"conv1", "conv1"}, {"time_emb_proj", "time"}, {"norm2", "norm2"},
		{"conv2", "conv2"}, {"conv_shortcut", "skip"},
	}
	attention := []rule{
		{"group_norm", "norm"}, {"to_q", "q"}, {"to_k", "k"}, {"to_v", "v"},
		{"add_k_proj", "context_k"}, {"add_v_proj", "context_v"}, {"to_out.0", "out"},
	}
	layers := joined([]rule{
		{"down_blocks.#.resnets.#", path + ".down.#.res.#"}, {"down_blocks.#.downsamplers.0", path + ".down.#.sampler"},
		{"mid_block.resnets.#", path + ".mid.res.#"},
		{"up_blocks.#.resnets.#", path + ".up.#.res.#"}, {"up_blocks.#.upsamplers.0", path + ".up.#.sampler"},
	}, residual)
	layers = append(layers, joined([]rule{
		{"down_blocks.#.attentions.#", path + ".down.#.attn.#"}, {"mid_block.attentions.0", path + ".mid.attn"},
		{"up_blocks.#.attentions.#", path + ".up.#.attn.#"},
	}, attention)...)
	return table{layers: append(layers,
		rule{"time_embedding.linear_1", path + ".time.1"}, rule{"time_embedding.linear_2", path + ".time.2"},
		rule{"conv_in", path + ".in"}, rule{"conv_norm_out", path + ".norm_out"}, rule{"conv_out", path + ".out"})}
}
