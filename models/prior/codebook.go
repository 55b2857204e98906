package prior

import "unclip/models/graph"

// CodebookConfig describes what turns codes into embeddings.
type CodebookConfig struct {
	Embed      int `json:"embed"`       // dimensions of z_i, and number of components
	Codes      int `json:"codes"`       // components that are coded
	DotBuckets int `json:"dot_buckets"` // values of the dot-product token
}

// Codebook builds what turns codes into embeddings and back. All of it is
// weights, for the host to read: "mean" [1, Embed] and "components" [Embed,
// Embed], the principal components of z_i by falling variance; "lo" and "step"
// [1, Codes] of the buckets, whose centres lie at lo + (bucket + ½)·step;
// "dot_lo", "dot_step" [1, 1] and "dot_histogram" [1, DotBuckets] of ⟨z_i, z_t⟩
// in the training set.
func Codebook(c CodebookConfig) (*graph.Graph, error) {
	b := graph.New()
	for _, w := range []struct {
		name          string
		rows, columns int
	}{
		{"mean", 1, c.Embed}, {"components", c.Embed, c.Embed}, {"lo", 1, c.Codes}, {"step", 1, c.Codes},
		{"dot_lo", 1, 1}, {"dot_step", 1, 1}, {"dot_histogram", 1, c.DotBuckets},
	} {
		v := b.Weight("codebook."+w.name, graph.Vector, w.rows, w.columns)
		b.Output(w.name, b.Slice(v, 0, 0, w.rows))
	}
	return b.Graph()
}
