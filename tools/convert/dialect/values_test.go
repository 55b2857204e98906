package dialect

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
)

func random(n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = rand.Float32()
	}
	return values
}

// find gives the target of that name.
func find(t *testing.T, targets []Target, name string) *Target {
	t.Helper()
	for i := range targets {
		if targets[i].Name == name {
			return &targets[i]
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

func values(t *testing.T, x *Target, source []float32) []float32 {
	t.Helper()
	v, err := x.Values(source)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A linear layer is transposed, a convolution reordered to [kh, kw, IC, OC], a
// 1×1 convolution becomes a matrix.
func TestOrientation(t *testing.T) {
	targets, err := Diffusers("decoder", []Tensor{
		{"down_blocks.1.resnets.0.conv1.weight", []int{5, 7, 3, 2}},
		{"down_blocks.1.resnets.0.conv_shortcut.weight", []int{5, 7, 1, 1}},
		{"down_blocks.1.resnets.0.time_emb_proj.weight", []int{10, 4}},
	})
	if err != nil {
		t.Fatal(err)
	}
	conv, source := find(t, targets, "decoder.down.1.res.0.conv1.weight"), random(5*7*3*2)
	if !slices.Equal(conv.Shape, []int{3, 2, 7, 5}) || conv.Kind != weights.Conv {
		t.Fatalf("%+v", conv)
	}
	got := values(t, conv, source)
	for i, v := range source {
		kx, ky, ic, oc := i%2, i/2%3, i/6%7, i/42
		if got[((ky*2+kx)*7+ic)*5+oc] != v {
			t.Fatalf("tap %d,%d channel %d→%d is at another place", ky, kx, ic, oc)
		}
	}
	for _, c := range []struct {
		name string
		n, k int
	}{{"decoder.down.1.res.0.skip.weight", 5, 7}, {"decoder.down.1.res.0.time.weight", 10, 4}} {
		x, source := find(t, targets, c.name), random(c.n*c.k)
		if !slices.Equal(x.Shape, []int{c.k, c.n}) || x.Kind != weights.Matrix {
			t.Fatalf("%+v", x)
		}
		got := values(t, x, source)
		for i, v := range source {
			if got[i%c.k*c.n+i/c.k] != v {
				t.Fatalf("%s: element %d is at another place", c.name, i)
			}
		}
	}
}

// Row tokens·c + j of the checkpoint is channel c of token j.
func TestTokenOrder(t *testing.T) {
	const tokens, cross, embed = 4, 6, 3
	targets, err := Diffusers("text_proj", []Tensor{
		{"clip_extra_context_tokens_proj.weight", []int{tokens * cross, embed}},
		{"clip_extra_context_tokens_proj.bias", []int{tokens * cross}},
		{"encoder_hidden_states_proj.weight", []int{cross, 5}},
	})
	if err != nil {
		t.Fatal(err)
	}
	bias, weight := random(tokens*cross), random(tokens*cross*embed)
	gotBias := values(t, find(t, targets, "decoder.zi_to_tokens.bias"), bias)
	gotWeight := values(t, find(t, targets, "decoder.zi_to_tokens.weight"), weight)
	for j := range tokens {
		for c := range cross {
			if gotBias[j*cross+c] != bias[tokens*c+j] {
				t.Fatalf("bias of token %d channel %d", j, c)
			}
			for k := range embed {
				if gotWeight[k*tokens*cross+j*cross+c] != weight[(tokens*c+j)*embed+k] {
					t.Fatalf("weight of token %d channel %d input %d", j, c, k)
				}
			}
		}
	}
}

// Karlo interleaves q, k and v head by head; CLIP stacks them.
func TestFused(t *testing.T) {
	const heads, dim, width = 3, 4, 12
	// fuse builds the checkpoint's rows from separate projections, as the
	// specification describes it.
	fuse := func(perHead bool, parts ...[]float32) []float32 {
		var out []float32
		if !perHead {
			return append(out, slices.Concat(parts...)...)
		}
		for h := range heads {
			for _, p := range parts {
				out = append(out, p[h*dim*width:(h+1)*dim*width]...)
			}
		}
		return out
	}
	q, k, v := random(width*width), random(width*width), random(width*width)
	for _, c := range []struct {
		kind, from, to string
		perHead        bool
		parts          map[string][]float32
		shape          []int
	}{
		{"prior", "model.transformer.resblocks.0.attn.c_qkv.weight", "prior.block.0.attn.", true, map[string][]float32{"q": q, "k": k, "v": v}, []int{3 * width, width}},
		{"decoder", "model.middle_block.1.qkv.weight", "decoder.mid.attn.", true, map[string][]float32{"q": q, "k": k, "v": v}, []int{3 * width, width, 1}},
		{"decoder", "model.middle_block.1.encoder_kv.weight", "decoder.mid.attn.context_", true, map[string][]float32{"k": k, "v": v}, []int{2 * width, width, 1}},
		{"clip", "visual.transformer.resblocks.7.attn.in_proj_weight", "image.block.7.attn.", false, map[string][]float32{"q": q, "k": k, "v": v}, []int{3 * width, width}},
	} {
		tensors := []Tensor{{c.from, c.shape}}
		if c.kind == "decoder" && !strings.Contains(c.from, "qkv") { // tells where attention is
			tensors = append(tensors, Tensor{"model.middle_block.1.qkv.weight", []int{3 * width, width, 1}})
		}
		targets, err := Original(c.kind, dim, tensors)
		if err != nil {
			t.Errorf("%s: %v", c.from, err)
			continue
		}
		var parts [][]float32
		for _, p := range []string{"q", "k", "v"} {
			if c.parts[p] != nil {
				parts = append(parts, c.parts[p])
			}
		}
		fused := fuse(c.perHead, parts...)
		for p, want := range c.parts {
			got := values(t, find(t, targets, c.to+p+".weight"), fused)
			if !slices.Equal(got, transpose(want, width, 1, width)) {
				t.Errorf("%s: %s differs", c.from, p)
			}
		}
	}
}

// OpenAI stores projections as they are multiplied.
func TestProjectionAsIs(t *testing.T) {
	targets, err := Original("clip", 64, []Tensor{{"text_projection", []int{5, 3}}, {"visual.proj", []int{2, 3}}})
	if err != nil {
		t.Fatal(err)
	}
	x, source := find(t, targets, "text.projection.weight"), random(15)
	if got := values(t, x, source); !slices.Equal(x.Shape, []int{5, 3}) || !slices.Equal(got, source) {
		t.Errorf("%v", x.Shape)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, want string
		try        func() error
	}{
		{"unknown tensor", "prior.weird.weight [3]", func() error {
			_, err := Diffusers("prior", []Tensor{{"norm_out.weight", []int{3}}, {"prior.weird.weight", []int{3}}})
			return err
		}},
		{"unknown component", `unknown component "vae"`, func() error { _, err := Diffusers("vae", nil); return err }},
		{"unknown original", `unknown original component "vae"`, func() error { _, err := Original("vae", 64, nil); return err }},
		{"no head width", "head width 0", func() error { _, err := Original("prior", 0, nil); return err }},
		{"rows do not divide by heads", "do not belong", func() error {
			_, err := Original("prior", 64, []Tensor{{"model.transformer.resblocks.0.attn.c_qkv.bias", []int{100}}})
			return err
		}},
		{"fused scalar", "do not belong", func() error {
			_, err := Original("prior", 64, []Tensor{{"model.transformer.resblocks.0.attn.c_qkv.bias", nil}})
			return err
		}},
		{"layer of rank 3", "do not belong", func() error {
			_, err := Diffusers("text_proj", []Tensor{{"encoder_hidden_states_proj.weight", []int{1, 1, 5}}})
			return err
		}},
		{"tokens without a context", "context width 0", func() error {
			_, err := Diffusers("text_proj", []Tensor{{"clip_extra_context_tokens_proj.bias", []int{8}}})
			return err
		}},
		{"two names for one", "both mean", func() error {
			_, err := Diffusers("clip", []Tensor{{"text_projection.weight", []int{4, 4}}, {"text_projection_weight", []int{4, 4}}})
			return err
		}},
		{"damaged data", "has 3 values", func() error {
			targets, err := Diffusers("prior", []Tensor{{"norm_out.weight", []int{4}}})
			if err == nil {
				_, err = targets[0].Values(make([]float32, 3))
			}
			return err
		}},
	} {
		if err := c.try(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
