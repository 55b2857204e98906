package dialect

import (
	"fmt"
	"sort"
	"strings"
)

// Kinds are the components of a diffusers folder, in the order of the pipeline.
// "clip" is a file with both towers.
var Kinds = []string{"text_encoder", "image_encoder", "clip", "prior", "prior_ar", "text_proj", "decoder", "super_res_first", "super_res_last"}

// Diffusers translates the tensors of one component of a diffusers folder.
func Diffusers(kind string, tensors []Tensor) ([]Target, error) {
	var t table
	switch kind {
	case "text_encoder", "image_encoder", "clip":
		t = clipTable()
	case "prior":
		t = priorTable()
	case "prior_ar":
		t = priorARTable()
	case "text_proj":
		t = textProjTable()
	case "decoder":
		t = unetTable("decoder")
	case "super_res_first", "sr":
		t = unetTable("upsample")
	case "super_res_last":
		t = unetTable("upsample_last")
	default:
		return nil, fmt.Errorf("dialect: unknown component %q; want one of %s", kind, strings.Join(Kinds, ", "))
	}
	return t.translate(kind, tensors, nil)
}

// splitter divides a fused projection of n rows into parts; it gives the rows
// of each part.
type splitter func(n, parts int) [][]int

// translate renames all tensors and sorts them by our names. What it does not
// know it refuses: a dropped weight would only show as a worse picture.
func (t *table) translate(kind string, tensors []Tensor, split splitter) ([]Target, error) {
	var targets []Target
	var unknown []string
	for _, tensor := range tensors {
		if t.ignores(tensor.Name) {
			continue
		}
		made := t.targets(tensor, split)
		if made == nil {
			unknown = append(unknown, fmt.Sprintf("%s %v", tensor.Name, tensor.Shape))
		}
		targets = append(targets, made...)
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return nil, fmt.Errorf("dialect: %d tensors do not belong to a %s:\n  %s\ncheck that the file is in the right folder", len(unknown), kind, strings.Join(unknown, "\n  "))
	}
	if err := interleave(targets); err != nil {
		return nil, err
	}
	sort.Slice(targets, func(i, j int) bool { return targets[i].Name < targets[j].Name })
	return targets, distinct(targets)
}

// targets makes ours from one tensor; none if its name is unknown.
func (t *table) targets(tensor Tensor, split splitter) []Target {
	if e, ok := t.exact(tensor.Name); ok {
		target := newTarget(e.to, tensor, e.kind)
		if e.asIs {
			target.asIs = true
			target.orient()
		}
		return []Target{target}
	}
	stem, suffix, ok := cutSuffix(tensor.Name)
	if !ok {
		return nil
	}
	ours, ok := t.layer(stem)
	if !ok {
		return nil
	}
	if split != nil && fused(ours) {
		return divide(ours, suffix, tensor, split)
	}
	target := newTarget("", tensor, "")
	if rank := len(target.source); rank != 1 && rank != 2 && rank != 4 {
		return nil
	}
	target.Name = ours + "." + ourSuffix(suffix, target)
	return []Target{target}
}

// cutSuffix separates a layer from its parameter. The original CLIP writes
// in_proj_weight where others write in_proj.weight.
func cutSuffix(name string) (stem, suffix string, ok bool) {
	for _, suffix := range []string{"weight", "bias"} {
		for _, dot := range []string{".", "_"} {
			if stem, found := strings.CutSuffix(name, dot+suffix); found {
				return stem, suffix, true
			}
		}
	}
	return "", "", false
}

// ourSuffix calls the weight of a norm its gain.
func ourSuffix(suffix string, t Target) string {
	if suffix == "weight" && len(t.source) == 1 {
		return "gain"
	}
	return suffix
}

// distinct requires that no two tensors became the same.
func distinct(sorted []Target) error {
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Name == sorted[i-1].Name {
			return fmt.Errorf("dialect: %s and %s both mean %s; remove one", sorted[i-1].From, sorted[i].From, sorted[i].Name)
		}
	}
	return nil
}

// interleave reorders the projection of z_i to context tokens: checkpoints keep
// channel c of token j in row tokens·c + j, we want the tokens one by one.
func interleave(targets []Target) error {
	cross := 0
	for _, t := range targets {
		if t.Name == "decoder.text_to_context.weight" {
			cross = t.Shape[1]
		}
	}
	for i, t := range targets {
		if !strings.HasPrefix(t.Name, "decoder.zi_to_tokens.") {
			continue
		}
		n := t.source[0]
		if cross == 0 || n%cross != 0 {
			return fmt.Errorf("dialect: %s has %d rows, no multiple of the context width %d; convert text_proj as a whole", t.From, n, cross)
		}
		targets[i] = t.pick(tokenMajor(n/cross, cross))
	}
	return nil
}

// tokenMajor lists the checkpoint's rows in our order.
func tokenMajor(tokens, cross int) []int {
	rows := make([]int, 0, tokens*cross)
	for j := range tokens {
		for c := range cross {
			rows = append(rows, tokens*c+j)
		}
	}
	return rows
}
