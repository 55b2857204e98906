package export

import (
	"fmt"

	"unclip/models/weights"
)

// FromShards finds weights through a manifest; read gives the bytes of a shard.
func FromShards(m *weights.Manifest, read func(weights.Shard) ([]byte, error)) Source {
	s := &shelf{manifest: m, read: read, shards: map[int][]byte{}}
	return s.weight
}

// shelf keeps the shards that were read.
type shelf struct {
	manifest *weights.Manifest
	read     func(weights.Shard) ([]byte, error)
	shards   map[int][]byte
}

func (s *shelf) weight(name string) (Weight, error) {
	t := s.manifest.Tensor(name)
	if t == nil {
		return Weight{}, fmt.Errorf("the model has no weight %q; convert it again with this version", name)
	}
	w := Weight{Tensor: t}
	for _, span := range t.Data() {
		part, err := s.span(span)
		if err != nil {
			return Weight{}, fmt.Errorf("weight %q: %w", name, err)
		}
		w.Data = append(w.Data, part...)
	}
	var err error
	if t.Scale().Bytes > 0 {
		w.Scale, err = s.span(t.Scale())
	}
	return w, err
}

func (s *shelf) span(p weights.Span) ([]byte, error) {
	data, ok := s.shards[p.Shard]
	if !ok {
		var err error
		if data, err = s.read(s.manifest.Shards[p.Shard]); err != nil {
			return nil, err
		}
		s.shards[p.Shard] = data
	}
	if p.Offset+p.Bytes > int64(len(data)) {
		return nil, fmt.Errorf("shard %d ends before byte %d; download the model again", p.Shard, p.Offset+p.Bytes)
	}
	return data[p.Offset : p.Offset+p.Bytes], nil
}
