package dialect

import "strings"

// fused reports whether a layer holds several projections at once.
func fused(name string) bool {
	return strings.HasSuffix(name, ".qkv") || strings.HasSuffix(name, ".context_kv")
}

// divide makes the targets of a fused projection; none if its rows do not divide.
func divide(name, suffix string, tensor Tensor, split splitter) []Target {
	trunk, parts := strings.TrimSuffix(name, "qkv"), []string{"q", "k", "v"}
	if strings.HasSuffix(name, ".context_kv") {
		trunk, parts = strings.TrimSuffix(name, "kv"), []string{"k", "v"}
	}
	whole := newTarget("", tensor, "")
	if len(whole.source) != 1 && len(whole.source) != 2 {
		return nil
	}
	rows := split(whole.source[0], len(parts))
	if rows == nil {
		return nil
	}
	targets := make([]Target, len(parts))
	for i, p := range parts {
		targets[i] = whole.pick(rows[i])
		targets[i].Name = trunk + p + "." + suffix
	}
	return targets
}

// stacked is CLIP's order: all of q, then all of k, then all of v.
func stacked(n, parts int) [][]int { return perHead(n/parts)(n, parts) }

// perHead is Karlo's order: q, k and v of the first head, then of the second.
func perHead(headDim int) splitter {
	return func(n, parts int) [][]int {
		if n%(headDim*parts) != 0 {
			return nil
		}
		rows := make([][]int, parts)
		for r := range n {
			p := r / headDim % parts
			rows[p] = append(rows[p], r)
		}
		return rows
	}
}
