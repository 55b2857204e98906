package wgsl

// acts are the pointwise activations, numbered as graph.Act.
var acts = []int{0, 1, 2, 3}

var flag = []int{0, 1}

// tileSides are Winograd's output tiles: F(2×2, 3×3) and F(4×4, 3×3).
var tileSides = []int{2, 4}

// tiles are the values of TILE, indices into Tiles.
var tiles = []int{0, 1, 2, 3}

// Tiles are the rows × columns that a workgroup of a tiled kernel computes.
var Tiles = [4][2]int{{64, 64}, {64, 32}, {128, 64}, {32, 32}}

// FlashDim is the widest head of flash attention.
const FlashDim = 64

// flashQueries is how many queries a workgroup of flash attention answers.
const flashQueries = 32

// Specs is the table of kernels. Units: rows, channels and strides count
// 4-byte words unless a name says otherwise; eps words are f32 bits.
func Specs() map[string]*Spec { return specs }

var specs = index(kernels[:])

// kernels stays a plain list, which the compiler lays out as data; index alone is code.
var kernels = [...]Spec{
	// y[m,n] = act(Σ_k x[m,k]·w[begin+k,n] + bias[n]) + residual[m,n]; K is padded to 4,
	// and so are the rows of w; group, which only i8 and i4 read, is a multiple of
	// 4 or at least K. An epilogue is an activation or a residual, not both.
	Spec{Name: "matmul", Weighted: true,
		Params:    []string{"M", "K", "N", "ldx", "ldw", "ldy", "group", "begin"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"ACT", acts}, {"BIAS", flag}, {"RESIDUAL", flag}},
		Exclusive: [2]string{"ACT", "RESIDUAL"}},
	// matmul in tiles through workgroup memory; act is numbered as graph.Act, biased
	// and summed say whether there is a bias and a residual. TILE is one of Tiles.
	Spec{Name: "matmul_tiled", Weighted: true, Tiled: true,
		Params:    []string{"M", "K", "N", "ldx", "ldw", "ldy", "group", "begin", "act", "biased", "summed"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"TILE", tiles}}},
	// matmul by quads of invocations that swap what they load.
	Spec{Name: "matmul_quad", Weighted: true, Feature: Subgroups,
		Params:   []string{"M", "K", "N", "ldx", "ldw", "ldy", "group", "begin", "act", "biased", "summed"},
		Bindings: []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}}},
	// matmul_tiled with halves in workgroup memory; sums stay f32.
	Spec{Name: "matmul_half", Text: "matmul_tiled", Feature: Half, Weighted: true, Tiled: true,
		Params:    []string{"M", "K", "N", "ldx", "ldw", "ldy", "group", "begin", "act", "biased", "summed"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"TILE", tiles}}},
	// NHWC convolution, y = conv(x, w) + bias + residual; IC is the padded channel
	// count of x, ldy that of y; group is as in matmul.
	Spec{Name: "conv", Weighted: true,
		Params:    []string{"B", "H", "W", "IC", "OH", "OW", "OC", "ldw", "KH", "KW", "stride", "pad", "group", "ldy"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"BIAS", flag}, {"RESIDUAL", flag}}},
	// conv as an implicit matmul in tiles; the last params are as in matmul_tiled.
	Spec{Name: "conv_tiled", Weighted: true, Tiled: true,
		Params:    []string{"B", "H", "W", "IC", "OH", "OW", "OC", "ldw", "KH", "KW", "stride", "pad", "group", "ldy", "biased", "summed"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"TILE", tiles}}},
	// conv_tiled with halves in workgroup memory; sums stay f32.
	Spec{Name: "conv_half", Text: "conv_tiled", Feature: Half, Weighted: true, Tiled: true,
		Params:    []string{"B", "H", "W", "IC", "OH", "OW", "OC", "ldw", "KH", "KW", "stride", "pad", "group", "ldy", "biased", "summed"},
		Bindings:  []Binding{{"x", Read}, {"w", Read}, {"scale", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"TILE", tiles}}},
	// moments[(b·chunks + chunk)·groups + g] = (mean, M2) of one chunk of pixels,
	// M2 being the sum of squares about that mean.
	Spec{Name: "groupnorm_partial",
		Params:   []string{"B", "pixels", "C", "ldx", "groups", "chunks", "chunkPixels"},
		Bindings: []Binding{{"x", Read}, {"moments", ReadWrite}}},
	Spec{Name: "groupnorm_partial_wide", Tiled: true,
		Params:   []string{"B", "pixels", "C", "ldx", "groups", "chunks", "chunkPixels"},
		Bindings: []Binding{{"x", Read}, {"moments", ReadWrite}}},
	// coefs[b,0,c] and coefs[b,1,c] such that the norm is x·coefs[b,0,c] + coefs[b,1,c];
	// cond[b] holds C scales, then C shifts: the norm times 1+scale plus shift.
	// moments are those of shares of a group, of `share` channels each, up to channel
	// split; more has those of the rest when two tensors are normed as if joined.
	Spec{Name: "groupnorm_coefs",
		Params:    []string{"B", "pixels", "C", "ld", "groups", "chunks", "chunkPixels", "eps", "ldcond", "share", "split"},
		Bindings:  []Binding{{"moments", Read}, {"more", Read}, {"gain", Read}, {"bias", Read}, {"cond", Read}, {"coefs", ReadWrite}},
		Overrides: []Override{{"SCALE_SHIFT", flag}}},
	// y = act(x·coefs[b,0,c] + coefs[b,1,c]); ld is the padded channel count.
	Spec{Name: "affine",
		Params:    []string{"B", "pixels", "ld"},
		Bindings:  []Binding{{"x", Read}, {"coefs", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"ACT", acts}}},
	Spec{Name: "layernorm",
		Params:   []string{"rows", "C", "ld", "eps"},
		Bindings: []Binding{{"x", Read}, {"gain", Read}, {"bias", Read}, {"y", ReadWrite}}},
	Spec{Name: "layernorm_wide", Tiled: true,
		Params:   []string{"rows", "C", "ld", "eps"},
		Bindings: []Binding{{"x", Read}, {"gain", Read}, {"bias", Read}, {"y", ReadWrite}}},
	// s[b,h,i,j] = q[b,i,h]·k[b,j,h]/√d, or -1e30 where hidden; keys are k0 then
	// k1; row length lds is L0+L1 padded to 4, pads are -1e30.
	Spec{Name: "attention_scores",
		Params:    []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "lds", "offset", "ldmask"},
		Bindings:  []Binding{{"q", Read}, {"k0", Read}, {"k1", Read}, {"mask", Read}, {"s", ReadWrite}},
		Overrides: []Override{{"CAUSAL", flag}, {"MASK", flag}}},
	// The same by quads of invocations that swap what they load.
	Spec{Name: "attention_scores_quad", Feature: Subgroups,
		Params:    []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "lds", "offset", "ldmask"},
		Bindings:  []Binding{{"q", Read}, {"k0", Read}, {"k1", Read}, {"mask", Read}, {"s", ReadWrite}},
		Overrides: []Override{{"CAUSAL", flag}, {"MASK", flag}}},
	// p = softmax of each row of n scores; pads become 0.
	Spec{Name: "softmax",
		Params:   []string{"rows", "n", "ld"},
		Bindings: []Binding{{"s", Read}, {"p", ReadWrite}}},
	Spec{Name: "softmax_wide", Tiled: true,
		Params:   []string{"rows", "n", "ld"},
		Bindings: []Binding{{"s", Read}, {"p", ReadWrite}}},
	// The three kernels of attention in one pass that stores no scores; d is at
	// most FlashDim; causal and masked say what hides keys.
	Spec{Name: "attention_flash", Tiled: true,
		Params:   []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "offset", "ldmask", "causal", "masked"},
		Bindings: []Binding{{"q", Read}, {"k0", Read}, {"k1", Read}, {"v0", Read}, {"v1", Read}, {"mask", Read}, {"y", ReadWrite}}},
	// attention_flash with subgroups in place of workgroup memory.
	Spec{Name: "attention_subgroup", Tiled: true, Feature: Subgroups, Lanes: 8,
		Params:   []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "offset", "ldmask", "causal", "masked"},
		Bindings: []Binding{{"q", Read}, {"k0", Read}, {"k1", Read}, {"v0", Read}, {"v1", Read}, {"mask", Read}, {"y", ReadWrite}}},
	// y[b,i,h] = Σ_j p[b,h,i,j]·v[b,j,h], values v0 then v1.
	Spec{Name: "attention_values",
		Params:   []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "lds"},
		Bindings: []Binding{{"p", Read}, {"v0", Read}, {"v1", Read}, {"y", ReadWrite}}},
	// The same by quads of invocations that swap what they load.
	Spec{Name: "attention_values_quad", Feature: Subgroups,
		Params:   []string{"B", "heads", "Lq", "L0", "L1", "d", "ld", "lds"},
		Bindings: []Binding{{"p", Read}, {"v0", Read}, {"v1", Read}, {"y", ReadWrite}}},
	// y = act(x), n words (a multiple of 4). Identity is no dispatch.
	Spec{Name: "act",
		Params:    []string{"n"},
		Bindings:  []Binding{{"x", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"ACT", acts[1:]}}},
	// y[r] = x[r] + z[(r / div) mod period], rows of ld words.
	Spec{Name: "add",
		Params:   []string{"rows", "ld", "div", "period"},
		Bindings: []Binding{{"x", Read}, {"z", Read}, {"y", ReadWrite}}},
	// y[yoff + o·youter + r·ldy + c] = x[xoff + o·xouter + r·ldx + c] for c < cols,
	// and 0 for cols ≤ c < zcols.
	Spec{Name: "copy",
		Params:   []string{"outer", "rows", "cols", "zcols", "xoff", "xouter", "ldx", "yoff", "youter", "ldy"},
		Bindings: []Binding{{"x", Read}, {"y", ReadWrite}}},
	// y[r] = w[ids[r]]; ids beyond V read row 0. ids are stored one per 4 words;
	// an f32 table may have rows padded to 4 and not 8.
	Spec{Name: "gather", Weighted: true,
		Params:   []string{"rows", "C", "V", "ldw", "ldy", "group"},
		Bindings: []Binding{{"ids", Read}, {"w", Read}, {"scale", Read}, {"y", ReadWrite}}},
	// MODE 0: nearest ×2; MODE 1: 2×2 average. H, W are of the input.
	Spec{Name: "resample",
		Params:    []string{"B", "H", "W", "ld"},
		Bindings:  []Binding{{"x", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"MODE", flag}}},
	// MODE 0: pixel unshuffle, MODE 1: shuffle; H, W, C are of the input, pads become 0.
	Spec{Name: "shuffle",
		Params:    []string{"B", "H", "W", "C", "r", "ldx", "ldy"},
		Bindings:  []Binding{{"x", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"MODE", flag}}},
	// Winograd's form of a 3×3 convolution of stride 1 and padding 1, in planes
	// p < (TILE+2)²: u[p, IC, ldw] from the filter, v[p, tiles, ldv] from the input,
	// s[p, tiles, lds] their products, y from those. TH, TW count the tiles of a
	// picture; a dispatch takes tiles of them, counted over the batch from first on.
	Spec{Name: "winograd_filter", Weighted: true,
		Params:    []string{"IC", "OC", "ldw", "group"},
		Bindings:  []Binding{{"u", ReadWrite}, {"w", Read}, {"scale", Read}},
		Overrides: []Override{{"TILE", tileSides}}},
	// Channels begin to begin+ldx of v are made of x; H, W are those of y, twice
	// those of x where up is 1. NORM: SiLU(x·coefs[b,0,c] + coefs[b,1,c]) in place of x.
	Spec{Name: "winograd_input",
		Params:    []string{"H", "W", "TH", "TW", "first", "tiles", "ldx", "begin", "ldv", "up"},
		Bindings:  []Binding{{"x", Read}, {"coefs", Read}, {"v", ReadWrite}},
		Overrides: []Override{{"TILE", tileSides}, {"NORM", flag}}},
	Spec{Name: "winograd_multiply",
		Params:   []string{"planes", "M", "K", "N"},
		Bindings: []Binding{{"v", Read}, {"u", Read}, {"s", ReadWrite}}},
	// The same by quads of invocations that swap what they load.
	Spec{Name: "winograd_multiply_quad", Feature: Subgroups,
		Params:   []string{"planes", "M", "K", "N"},
		Bindings: []Binding{{"v", Read}, {"u", Read}, {"s", ReadWrite}}},
	// The residual has half of H and W where up is 1.
	Spec{Name: "winograd_output",
		Params:    []string{"H", "W", "OC", "TH", "TW", "first", "tiles", "lds", "ldy", "up"},
		Bindings:  []Binding{{"s", Read}, {"bias", Read}, {"residual", Read}, {"y", ReadWrite}},
		Overrides: []Override{{"TILE", tileSides}, {"RESIDUAL", flag}}},
}

func index(list []Spec) map[string]*Spec {
	m := make(map[string]*Spec, len(list))
	for i := range list {
		m[list[i].Name] = &list[i]
	}
	return m
}
