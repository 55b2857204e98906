//go:build browser

package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unclip/models/weights"
	"unclip/tools/convert/pack"
	"unclip/wasm/engine/enginetest"
)

// writeModel writes the tiny model into a folder, as tools/convert would.
func writeModel(t *testing.T, folder string) *weights.Manifest {
	t.Helper()
	return writeVersion(t, folder, "1", 1)
}

// writeVersion writes a version of it, all of whose weights are larger or smaller.
// Another version that lies in the folder stays there, as on a host.
func writeVersion(t *testing.T, folder, version string, scale float32) *weights.Manifest {
	t.Helper()
	config, stages, err := enginetest.TinyTensors()
	if err != nil {
		t.Fatal(err)
	}
	m := &weights.Manifest{Format: weights.Format, Name: "tiny", Version: version, License: "CC0-1.0", Stages: slices.Sorted(maps.Keys(stages)),
		Config: map[string]json.RawMessage{}}
	for name, c := range config {
		if m.Config[name], err = json.Marshal(c); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string, data []byte) error { return os.WriteFile(filepath.Join(folder, name), data, 0o644) }
	merges := []byte(enginetest.Merges)
	name, digest := pack.Name("merges.txt", merges)
	m.Tokenizer, m.Files = name, []weights.File{{File: name, Bytes: int64(len(merges)), SHA256: digest, Role: "merges"}}
	if err := put(m.Tokenizer, merges); err != nil {
		t.Fatal(err)
	}
	if err := pack.Write(m, tensors(stages, scale), pack.Policy{Quant: pack.Int8}, put, nil); err != nil {
		t.Fatal(err)
	}
	encoded, err := m.Encode()
	if err == nil {
		err = put("manifest.json", encoded)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func tensors(stages map[string]map[string]enginetest.Tensor, scale float32) (list []pack.Tensor) {
	for stage, named := range stages {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			x := named[name]
			list = append(list, pack.Tensor{Name: name, Kind: x.Kind, Shape: x.Shape, Stage: stage,
				Values: func() ([]float32, error) { return scaled(x.Values, scale), nil }})
		}
	}
	return list
}

func scaled(values []float32, scale float32) []float32 {
	list := make([]float32, len(values))
	for i, v := range values {
		list[i] = v * scale
	}
	return list
}

// shard is the name of a stage's first shard.
func (s *site) shard(stage string) string {
	i := slices.IndexFunc(s.manifest.Shards, func(shard weights.Shard) bool { return shard.Stage == stage })
	return s.manifest.Shards[i].File
}
