package wgsl

import "fmt"

// Lanes is the workgroup size along x of every kernel that is not tiled; a tiled
// one counts as many invocations for each of its workgroups.
const Lanes = 64

// maxGroups is WebGPU's default limit of workgroups along one axis.
const maxGroups = 65535

// Grid spreads n invocations over workgroups of Lanes. Past the limit of one
// axis it folds into y; kernels recover the index as
// gid.x + gid.y · num_workgroups.x · Lanes and drop what is beyond n.
func Grid(n int) [3]uint32 {
	g := (n + Lanes - 1) / Lanes
	if g <= maxGroups {
		return [3]uint32{uint32(max(g, 1)), 1, 1}
	}
	y := (g + maxGroups - 1) / maxGroups
	return [3]uint32{uint32((g + y - 1) / y), uint32(y), 1}
}

// Invocations is how many invocations a variant needs for its params: one per
// output tile, row or vec4, as each kernel file states.
func Invocations(v Variant, p []uint32) (int, error) {
	if s := specs[v.Kernel]; s != nil && s.Tiled && len(p) == len(s.Params) {
		return Lanes * workgroups(v, p), nil
	}
	kernel := v.Kernel
	at := func(i int) int { return int(p[i]) }
	tiles := func(n, t int) int { return (n + t - 1) / t }
	if s := specs[kernel]; s == nil || len(p) != len(s.Params) {
		return 0, fmt.Errorf("wgsl: kernel %q with %d params; use a kernel of the table with all its params", kernel, len(p))
	}
	switch kernel {
	case "matmul": // 8×8 tiles
		return tiles(at(0), 8) * tiles(at(2), 8), nil
	case "matmul_quad": // 32×16 tiles, four invocations each
		return 4 * tiles(at(0), 32) * tiles(at(2), 16), nil
	case "conv": // 8 pixels of one output row × 8 channels
		return at(0) * at(4) * tiles(at(5), 8) * tiles(at(6), 8), nil
	case "groupnorm_partial": // one per picture, chunk and group
		return at(0) * at(5) * at(4), nil
	case "groupnorm_coefs": // one per picture and padded channel
		return at(0) * at(3), nil
	case "affine": // one vec4
		return at(0) * at(1) * at(2) / 4, nil
	case "layernorm", "softmax": // one row
		return at(0), nil
	case "attention_scores": // 8 queries × 8 keys of one segment of one head
		return at(0) * at(1) * tiles(at(2), 8) * (tiles(at(3), 8) + tiles(at(4), 8)), nil
	case "attention_values": // 8 queries × 4 dimensions of one head
		return at(0) * at(1) * tiles(at(2), 8) * at(5) / 4, nil
	case "attention_scores_quad": // 32 queries × 16 keys of one segment of one head, four invocations
		return 4 * at(0) * at(1) * tiles(at(2), 32) * (tiles(at(3), 16) + tiles(at(4), 16)), nil
	case "attention_values_quad": // 32 queries × 16 dimensions of one head, four invocations
		return 4 * at(0) * at(1) * tiles(at(2), 32) * tiles(at(5), 16), nil
	case "act":
		return at(0) / 4, nil
	case "add":
		return at(0) * at(1) / 4, nil
	case "copy": // one word
		return at(0) * at(1) * at(3), nil
	case "gather": // one vec4 of one row
		return at(0) * at(4) / 4, nil
	case "resample": // one vec4 of the output
		if v.Choices[0] == 0 {
			return at(0) * at(1) * at(2) * at(3), nil
		}
		return at(0) * at(1) * at(2) * at(3) / 16, nil
	case "shuffle": // one output word
		if r := at(4); v.Choices[0] == 0 {
			return at(0) * at(1) / r * at(2) / r * at(6), nil
		}
		return at(0) * at(1) * at(2) * at(4) * at(4) * at(6), nil
	case "winograd_filter": // one input channel × 4 columns
		return at(0) * at(2) / 4, nil
	case "winograd_input": // one tile × 4 channels
		return at(5) * at(6) / 4, nil
	case "winograd_multiply": // 8×8 tiles of a plane
		return at(0) * tiles(at(1), 8) * at(3) / 8, nil
	case "winograd_multiply_quad": // 32×16 tiles of a plane, four invocations each
		return 4 * at(0) * tiles(at(1), 32) * tiles(at(3), 16), nil
	case "winograd_output": // one tile × 4 channels
		return at(6) * tiles(at(2), 4), nil
	}
	return 0, fmt.Errorf("wgsl: no invocation count for kernel %q; add it beside its Spec", kernel)
}

// workgroups is how many workgroups a tiled variant needs.
func workgroups(v Variant, p []uint32) int {
	at := func(i int) int { return int(p[i]) }
	tiles := func(rows, columns int) int {
		t := Tiles[v.Choices[0]]
		return (rows + t[0] - 1) / t[0] * ((columns + t[1] - 1) / t[1])
	}
	switch v.Kernel {
	case "matmul_tiled", "matmul_half":
		return tiles(at(0), at(2))
	case "conv_tiled", "conv_half":
		return tiles(at(0)*at(4)*at(5), at(6))
	case "groupnorm_partial_wide": // one per picture, chunk and group
		return at(0) * at(5) * at(4)
	case "attention_flash":
		return at(0) * at(1) * ((at(2) + flashQueries - 1) / flashQueries)
	case "attention_subgroup": // one invocation a query
		return at(0) * at(1) * ((at(2) + Lanes - 1) / Lanes)
	}
	return at(0) // layernorm_wide, softmax_wide: one row
}
