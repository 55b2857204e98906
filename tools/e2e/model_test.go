//go:build browser

package e2e

import (
	"crypto/sha256"
	"encoding/hex"
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
	config, stages, err := enginetest.TinyTensors()
	if err != nil {
		t.Fatal(err)
	}
	m := &weights.Manifest{Format: weights.Format, Name: "tiny", Version: "1", License: "CC0-1.0", Stages: slices.Sorted(maps.Keys(stages)),
		Config: map[string]json.RawMessage{}, Tokenizer: "merges.txt"}
	for name, c := range config {
		if m.Config[name], err = json.Marshal(c); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string, data []byte) error { return os.WriteFile(filepath.Join(folder, name), data, 0o644) }
	merges := []byte(enginetest.Merges)
	sum := sha256.Sum256(merges)
	m.Files = []weights.File{{File: m.Tokenizer, Bytes: int64(len(merges)), SHA256: hex.EncodeToString(sum[:]), Role: "merges"}}
	if err := put(m.Tokenizer, merges); err != nil {
		t.Fatal(err)
	}
	if err := pack.Write(m, tensors(stages), pack.Policy{Quant: pack.Int8}, put, nil); err != nil {
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

func tensors(stages map[string]map[string]enginetest.Tensor) (list []pack.Tensor) {
	for stage, named := range stages {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			x := named[name]
			list = append(list, pack.Tensor{Name: name, Kind: x.Kind, Shape: x.Shape, Stage: stage,
				Values: func() ([]float32, error) { return x.Values, nil }})
		}
	}
	return list
}
