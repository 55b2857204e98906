package enginetest

import (
	"hash/fnv"
	"strconv"
	"strings"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/sample"
	"unclip/models/unet"
	"unclip/models/upsample"
	"unclip/models/weights"
	"unclip/wgsl/plan"
)

// Merges are enough to be a tokenizer; everything else stays bytes.
const Merges = "a p\nap p\nl e</w>\nr e\nre d</w>\n"

// Tiny is a whole model with random weights that runs in milliseconds.
func Tiny(dtype weights.DType) (*Library, error) {
	config, stages, err := TinyTensors()
	if err != nil {
		return nil, err
	}
	l, err := New(config, stages, dtype)
	if err == nil {
		l.AddFile("merges.txt", "merges", []byte(Merges))
	}
	return l, err
}

// TinyTensors are Tiny's configuration and its tensors by stage and name.
func TinyTensors() (config map[string]any, stages map[string]map[string]Tensor, err error) {
	const vocab = 512 + 5 + 2
	text := clip.TextConfig{Vocab: vocab, Context: 77, Width: 32, Layers: 1, Heads: 2, Embed: 16, Activation: "quick_gelu"}
	pr := prior.Config{Width: 32, Layers: 2, Heads: 2, Embed: 16, Context: 77, Hidden: 32, Clip: 5, Schedule: "cosine"}
	ar := prior.ARConfig{Width: 32, Layers: 2, Heads: 2, Embed: 16, Context: 77, Hidden: 32, Codes: 6, Buckets: 24, DotBuckets: 8}
	dec := decoder.Config{Config: unet.Config{Size: 16, In: 3, Out: 3, Unshuffle: 2, Channels: []int{16, 32}, Layers: 1, Attention: []bool{false, true},
		HeadDim: 8, Cross: 16, Groups: 4, TimeDim: 32, ScaleShift: true}, Embed: 16, Hidden: 32, Tokens: 4, Prediction: "v", Schedule: "cosine"}
	image := clip.ImageConfig{Size: 16, Patch: 8, Width: 32, Layers: 1, Heads: 2, Embed: 16, Activation: "quick_gelu"}
	up := upsample.Config{Config: unet.Config{Size: 64, In: 6, Out: 3, Unshuffle: 2, Channels: []int{8, 8}, Layers: 1, Groups: 4, TimeDim: 16},
		Prediction: "v", Schedule: "cosine"}
	last := up
	last.Size = 256
	graphs := map[string]func() (*graph.Graph, error){
		"upsample":      func() (*graph.Graph, error) { return upsample.Graph(up, "upsample", 1, 64) },
		"upsample_last": func() (*graph.Graph, error) { return upsample.Graph(last, "upsample_last", 1, 64) },
		"prior_ar":      func() (*graph.Graph, error) { return prior.Autoregressive(ar, 2, 8) },
		"text":          func() (*graph.Graph, error) { return clip.Text(text, 2, 8) },
		"image":         func() (*graph.Graph, error) { return clip.Image(image, 1) },
		"prior":         func() (*graph.Graph, error) { return prior.Diffusion(pr, 2, 8) },
		"decoder":       func() (*graph.Graph, error) { return decoder.Graph(dec, 2, 8) },
	}
	stages = map[string]map[string]Tensor{}
	for stage, build := range graphs {
		g, err := build()
		if err != nil {
			return nil, nil, err
		}
		stages[stage] = randomTensors(g)
	}
	stages["codebook"] = codebook(ar)
	stages["image"]["clip.logit_scale"] = Tensor{weights.Vector, []int{1}, []float32{4}}
	config = map[string]any{"text": text, "image": image,
		"codebook": prior.CodebookConfig{Embed: ar.Embed, Codes: ar.Codes, DotBuckets: ar.DotBuckets}, "prior": pr, "prior_ar": ar, "upsample": up, "upsample_last": last, "decoder": dec, "embedding": map[string]float64{"scale": 4},
		"page": map[string][]string{"known": captions()}}
	return config, stages, nil
}

// captions are more than the text tower reads at once.
func captions() []string {
	list := []string{"red", "apple", "red apple"}
	for i := range 40 {
		list = append(list, "apple "+strconv.Itoa(i))
	}
	return list
}

// codebook has the axes as principal components, and dot products that were
// mostly small.
func codebook(c prior.ARConfig) map[string]Tensor {
	vector := func(values ...float32) Tensor { return Tensor{weights.Vector, []int{len(values)}, values} }
	mean, axes := make([]float32, c.Embed), make([]float32, c.Embed*c.Embed)
	for i := range mean {
		mean[i], axes[i*c.Embed+i] = float32(i%3)/10, 1
	}
	lo, step := make([]float32, c.Codes), make([]float32, c.Codes)
	for k := range lo {
		lo[k], step[k] = -4/float32(k+1), 8/float32(k+1)/float32(c.Buckets)
	}
	histogram := make([]float32, c.DotBuckets)
	for i := range histogram {
		histogram[i] = float32(c.DotBuckets - i)
	}
	return map[string]Tensor{"codebook.mean": vector(mean...), "codebook.components": {weights.Vector, []int{c.Embed, c.Embed}, axes},
		"codebook.lo": vector(lo...), "codebook.step": vector(step...), "codebook.dot_lo": vector(-1), "codebook.dot_step": vector(.25),
		"codebook.dot_histogram": vector(histogram...)}
}

// randomTensors draws weights scaled so that activations stay near one.
func randomTensors(g *graph.Graph) map[string]Tensor {
	out := map[string]Tensor{}
	for _, w := range plan.Wants(g) {
		h := fnv.New64a()
		h.Write([]byte(w.Name)) // each tensor has noise of its own
		n, fan := 1, 1
		for i, d := range w.Shape {
			n *= d
			if i < len(w.Shape)-1 {
				fan *= d
			}
		}
		values := sample.Noise{Seed: h.Sum64()}.Start(n)
		for i := range values {
			values[i] = initial(w, values[i], fan)
		}
		out[w.Name] = Tensor{w.Kind, w.Shape, values}
	}
	return out
}

func initial(w weights.Want, z float32, fan int) float32 {
	switch {
	case strings.HasSuffix(w.Name, ".gain"), w.Name == "prior.std":
		return 1 + z/20
	case w.Kind == weights.Vector:
		return z / 10
	}
	root := float32(1)
	for root*root < float32(fan) {
		root++
	}
	return z / root
}
