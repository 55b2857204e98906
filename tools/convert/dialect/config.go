package dialect

import (
	"encoding/json"
	"fmt"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// ConfigFromShapes derives the configuration of every stage that the targets
// belong to. What shapes do not tell comes from the hints; what neither tells is
// as in Karlo. A decoder needs the targets of text_proj too.
func ConfigFromShapes(hints Hints, targets []Target) (map[string]json.RawMessage, error) {
	s, configs := shapesOf(targets), map[string]json.RawMessage{}
	for _, stage := range Stages {
		if !s.has(stage) {
			continue
		}
		config, err := configOf(stage, hints, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage, err)
		}
		if configs[stage], err = json.Marshal(config); err != nil {
			return nil, fmt.Errorf("dialect: %s: %w", stage, err)
		}
	}
	return configs, nil
}

// object is a configuration as it is written; encoding sorts its keys.
type object map[string]any

func configOf(stage string, hints Hints, s shapes) (object, error) {
	switch stage {
	case "text":
		return textConfig(hints.under("text_config"), s)
	case "image":
		return imageConfig(hints.under("vision_config"), s)
	case "prior":
		return priorConfig(hints, s)
	case "prior_ar":
		return priorARConfig(hints, s)
	case "codebook":
		return object{"embed": s.dim("codebook.mean", 0), "codes": s.dim("codebook.lo", 0), "dot_buckets": s.dim("codebook.dot_histogram", 0)}, nil
	case "decoder":
		return decoderConfig(hints, s)
	}
	return unetConfig(stage, 256, hints, s)
}

func textConfig(h Hints, s shapes) (object, error) {
	act, err := h.activation()
	width, vocab := s.dim("text.token.weight", 1), s.dim("text.token.weight", 0)
	heads := h.int(width/64, "num_attention_heads", "text_heads")
	if err == nil {
		err = divides("attention heads", heads, width)
	}
	if eot := h.int(vocab-1, "eos_token_id"); err == nil && eot != vocab-1 && eot != 2 { // old exports of CLIP say 2, wrongly
		err = fmt.Errorf("dialect: eos_token_id %d; a text of CLIP ends in its highest id, %d", eot, vocab-1)
	}
	return object{"vocab": vocab, "context": s.dim("text.position", 0), "width": width,
		"layers": s.count("text.block.#.norm1.gain"), "heads": heads,
		"embed": s.dim("text.projection.weight", 1), "activation": act}, err
}

func imageConfig(h Hints, s shapes) (object, error) {
	act, err := h.activation()
	width, patch := s.dim("image.patch.weight", 3), s.dim("image.patch.weight", 0)
	heads := h.int(width/64, "num_attention_heads", "vision_heads")
	side := 0
	for (side+1)*(side+1) < s.dim("image.position", 0) {
		side++
	}
	if err == nil {
		err = divides("attention heads", heads, width)
	}
	return object{"size": side * patch, "patch": patch, "width": width,
		"layers": s.count("image.block.#.norm1.gain"), "heads": heads,
		"embed": s.dim("image.projection.weight", 1), "activation": act}, err
}

func priorConfig(h Hints, s shapes) (object, error) {
	width := s.dim("prior.position", 1)
	heads := h.int(width/64, "num_attention_heads", "heads")
	if err := divides("attention heads", heads, width); err != nil {
		return nil, err
	}
	prediction, err := h.prediction("sample")
	if err == nil && prediction != "x0" {
		err = fmt.Errorf("dialect: prediction_type %q; a prior predicts the sample", prediction)
	}
	if err != nil {
		return nil, err
	}
	schedule, err := h.schedule()
	return object{"width": width, "layers": s.count("prior.block.#.norm1.gain"), "heads": heads,
		"embed": s.dim("prior.out.weight", 1), "hidden": s.dim("prior.text_hidden.weight", 0),
		"context": s.dim("prior.position", 0) - 4, "clip": h.Float("clip_sample_range", 10),
		"schedule": schedule, "prediction": prediction}, err
}

func priorARConfig(h Hints, s shapes) (object, error) {
	width, codes := s.dim("prior_ar.position", 1), s.dim("codebook.lo", 0)
	heads := h.int(width/64, "num_attention_heads", "heads")
	return object{"width": width, "layers": s.count("prior_ar.block.#.norm1.gain"), "heads": heads,
		"embed": s.dim("codebook.mean", 0), "hidden": s.dim("prior_ar.text_hidden.weight", 0),
		"context": s.dim("prior_ar.position", 0) - 2 - codes, "codes": codes, "buckets": s.dim("prior_ar.code.weight", 0),
		"dot_buckets": s.dim("prior_ar.dot", 0) - 1}, divides("attention heads", heads, width)
}

func decoderConfig(h Hints, s shapes) (object, error) {
	c, err := unetConfig("decoder", 64, h, s)
	if err != nil {
		return nil, err
	}
	levels := len(c["channels"].([]int))
	attention := make([]bool, levels)
	for l := range attention {
		attention[l] = s["decoder.down."+itoa(l)+".attn.0.q.weight"] != nil
	}
	cross := s.dim("decoder.mid.attn.context_k.weight", 0)
	c["attention"], c["cross"] = attention, cross
	c["head_dim"] = h.int(64, "attention_head_dim", "num_head_channels")
	c["embed"] = s.dim("decoder.zi_to_time.weight", 0)
	c["hidden"] = s.dim("decoder.text_to_context.weight", 0)
	c["tokens"] = s.dim("decoder.zi_to_tokens.weight", 1) / max(cross, 1)
	c["learned_variance"] = c["out"] == 2*c["in"].(int)
	return c, nil
}

// unetConfig covers what decoder and upsamplers share.
func unetConfig(path string, size int, h Hints, s shapes) (object, error) {
	prediction, err := h.prediction("epsilon")
	if err != nil {
		return nil, err
	}
	schedule, err := h.schedule()
	if err != nil {
		return nil, err
	}
	fold := max(h.int(1, "pixel_unshuffle"), 1)
	in, out := s.dim(path+".in.weight", 2), s.dim(path+".out.weight", 3)
	if in%(fold*fold) != 0 || out%(fold*fold) != 0 {
		return nil, fmt.Errorf("dialect: %d channels in and %d out do not fold by pixel_unshuffle %d", in, out, fold)
	}
	channels := []int{}
	for l := range s.count(path + ".down.#.res.0.norm1.gain") {
		channels = append(channels, s.dim(path+".down."+itoa(l)+".res.0.conv1.weight", 3))
	}
	if len(channels) == 0 {
		return nil, fmt.Errorf("dialect: no down blocks; the checkpoint is not a U-Net of this family")
	}
	groups := h.int(32, "norm_num_groups")
	return object{"size": h.int(size, "sample_size"), "in": in / fold / fold, "out": out / fold / fold, "unshuffle": fold,
		"channels": channels, "layers": s.count(path + ".down.0.res.#.norm1.gain"), "groups": groups,
		"time_dim": s.dim(path+".time.1.weight", 1), "scale_shift": s.dim(path+".down.0.res.0.time.weight", 1) == 2*channels[0],
		"prediction": prediction, "schedule": schedule}, divides("norm_num_groups", groups, channels...)
}

// divides requires n ≥ 1 to divide all widths.
func divides(what string, n int, widths ...int) error {
	for _, w := range widths {
		if n < 1 || w < 1 || w%n != 0 {
			return fmt.Errorf("dialect: %s = %d does not divide the width %d; correct config.json", what, n, w)
		}
	}
	return nil
}
