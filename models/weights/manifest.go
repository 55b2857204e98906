package weights

import (
	"encoding/json"
	"slices"
)

// Format is the version of the manifest that this package reads and writes.
const Format = 1

// Limits on a manifest.
const (
	MaxManifest = 4 << 20  // bytes
	MaxTensors  = 65536    // in a manifest or in one file
	MaxShards   = 4096     // 64 GiB of model
	MaxShard    = 16 << 20 // bytes of one shard file
	MaxFiles    = 64       // tokenizer, model card, notices
	MaxFile     = 64 << 20 // bytes of one such file
	maxConfig   = 64 << 10 // bytes of one stage's configuration
)

// Manifest lists all a model needs: its files with their digests, where each
// tensor lies in them, and the configuration of every stage.
type Manifest struct {
	Format      int    `json:"format"`
	Name        string `json:"name"`
	Version     string `json:"version"`
	License     string `json:"license"`
	Description string `json:"description"`
	// Config holds one JSON object per stage, "embedding" for what all share,
	// and "page" for what the page suggests, such as example prompts.
	Config map[string]json.RawMessage `json:"config"`
	// Stages are in the order of the pipeline.
	Stages    []string  `json:"stages"`
	Tokenizer string    `json:"tokenizer,omitempty"` // name of the merges file in Files
	Needs     Needs     `json:"needs"`
	Files     []File    `json:"files"`
	Shards    []Shard   `json:"shards"`
	Tensors   []*Tensor `json:"tensors"`

	Digest string `json:"-"` // SHA-256 of the file that it was read from, where its reader says so
}

// Needs are the WebGPU features and limits without which the model cannot run.
type Needs struct {
	Features []string         `json:"features"`
	Limits   map[string]int64 `json:"limits"`
}

// File is an accompanying file: merges, model card, notices.
type File struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // 64 lower-case hexadecimal digits
	Role   string `json:"role"`   // "merges", "card", "notice"
}

// Shard is a safetensors file of at most MaxShard bytes with tensors of one stage.
type Shard struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Stage  string `json:"stage"`
}

// Tensor says how one tensor is stored and where. Offsets count from the start
// of the shard file, so that a reader need not parse the shard's own header.
type Tensor struct {
	Name        string `json:"name"`
	Kind        Kind   `json:"kind"`
	DType       DType  `json:"dtype"`
	Shape       []int  `json:"shape"` // logical, in our orientation
	Group       int    `json:"group,omitempty"`
	Shard       int    `json:"shard"` // of the data, or its first part, and of the scales
	Offset      int64  `json:"offset"`
	Bytes       int64  `json:"bytes"`
	ScaleOffset int64  `json:"scale_offset,omitempty"`
	ScaleBytes  int64  `json:"scale_bytes,omitempty"`
	// Parts continue the rows of a tensor too large for one shard.
	Parts []Span `json:"parts,omitempty"`
}

// Span is a range of bytes in a shard.
type Span struct {
	Shard  int   `json:"shard"`
	Offset int64 `json:"offset"`
	Bytes  int64 `json:"bytes"`
}

// Data lists the spans whose concatenation is the stored data.
func (t *Tensor) Data() []Span {
	return append([]Span{{t.Shard, t.Offset, t.Bytes}}, t.Parts...)
}

// Scale is the span of the scales; its Bytes are 0 for unquantised tensors.
func (t *Tensor) Scale() Span { return Span{t.Shard, t.ScaleOffset, t.ScaleBytes} }

// Layout is the stored form of the tensor.
func (t *Tensor) Layout() (Layout, error) { return LayoutOf(t.Kind, t.DType, t.Shape, t.Group) }

// Stage is the stage that a tensor belongs to.
func (m *Manifest) Stage(t *Tensor) string { return m.Shards[t.Shard].Stage }

// Bytes is the size of all shards and files of the given stages; of everything
// when none is given.
func (m *Manifest) Bytes(stages ...string) int64 {
	var n int64
	for _, s := range m.Shards {
		if len(stages) == 0 || slices.Contains(stages, s.Stage) {
			n += s.Bytes
		}
	}
	for _, f := range m.Files {
		n += f.Bytes
	}
	return n
}

// Tensor finds a tensor by name, or returns nil.
func (m *Manifest) Tensor(name string) *Tensor {
	for _, t := range m.Tensors {
		if t.Name == name {
			return t
		}
	}
	return nil
}
