package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/convert/checkpoint"
	"unclip/tools/convert/pack"
	"unclip/wasm/engine"
)

// Summary is what the tool prints with -json.
type Summary struct {
	To       string   `json:"to"`
	Name     string   `json:"name"`
	Quant    string   `json:"quant"`
	Stages   []string `json:"stages"`
	Tensors  int      `json:"tensors"`
	Shards   int      `json:"shards"`
	Bytes    int64    `json:"bytes"`
	Manifest string   `json:"manifest_sha256"`
}

// convert reads the checkpoint and writes the model. The new folder takes its
// place only when it is complete.
func convert(o options, stderr io.Writer) (*Summary, error) {
	policy, err := o.policy()
	if err != nil {
		return nil, err
	}
	model, err := checkpoint.Open(o.from)
	if err != nil {
		return nil, err
	}
	defer model.Close()
	if err := model.Complete(); err != nil {
		return nil, err
	}
	m, err := describe(model, o)
	if err != nil {
		return nil, err
	}
	f, err := newFolder(o.to)
	if err != nil {
		return nil, err
	}
	defer f.discard()
	if o.card != "" {
		model.AddCard(o.card)
	}
	if err := f.copy(m, model.Files); err != nil {
		return nil, err
	}
	if err := pack.Write(m, model.Tensors(), policy, f.put, progress(stderr)); err != nil {
		return nil, err
	}
	if err := runs(m); err != nil {
		return nil, err
	}
	encoded, err := m.Encode()
	if err != nil {
		return nil, err
	}
	if err := f.put("manifest.json", encoded); err != nil {
		return nil, err
	}
	return &Summary{To: o.to, Name: m.Name, Quant: o.quant, Stages: m.Stages, Tensors: len(m.Tensors),
		Shards: len(m.Shards), Bytes: m.Bytes(), Manifest: digest(encoded)}, f.commit()
}

// policy reads how to store what.
func (o options) policy() (p pack.Policy, err error) {
	if p.Quant, err = pack.ParseQuant(o.quant); err != nil || o.storage == "" {
		return p, err
	}
	data, err := os.ReadFile(o.storage)
	if err != nil {
		return p, fmt.Errorf("storage: %w; write it with tools/sensitivity", err)
	}
	if err := json.Unmarshal(data, &p.Measured); err != nil {
		return p, fmt.Errorf("storage: %s: %w; write it with tools/sensitivity", o.storage, err)
	}
	return p, nil
}

// describe starts the manifest.
func describe(model *checkpoint.Model, o options) (*weights.Manifest, error) {
	config, err := model.Config()
	if err != nil {
		return nil, err
	}
	from, err := filepath.Abs(o.from)
	if err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	text := model.Index.Text
	return &weights.Manifest{
		Format:      weights.Format,
		Name:        cmp.Or(o.name, text("name", ""), filepath.Base(from)),
		Version:     cmp.Or(o.version, text("version", ""), "1"),
		License:     cmp.Or(o.license, text("license", ""), "unknown"),
		Description: cmp.Or(o.description, text("description", "")),
		Config:      config,
		Stages:      model.Stages(),
	}, nil
}

// runs refuses a model of which the engine would refuse a stage: one whose network
// misses weights, or has no use for some.
func runs(m *weights.Manifest) error {
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return err
	}
	for _, b := range c.Networks() {
		g, err := b.Build(b.Rows)
		if err == nil {
			_, err = weights.Bind(m, engine.Wants(g, b.Stage), b.Stage)
		}
		if err != nil {
			return fmt.Errorf("stage %s: %w", b.Stage, err)
		}
	}
	return nil
}

// progress prints a line now and then.
func progress(w io.Writer) pack.Report {
	return func(done, all int, name string) {
		if done == all || done%100 == 0 {
			fmt.Fprintf(w, "%d/%d %s\n", done, all, name)
		}
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// folder is a model under construction beside its final place.
type folder struct{ final, partial string }

// newFolder refuses to replace anything that is not a model.
func newFolder(final string) (*folder, error) {
	entries, err := os.ReadDir(final)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w; choose another -to", err)
	}
	if len(entries) > 0 && !isModel(final) {
		return nil, fmt.Errorf("%s is not empty and holds no model; choose another -to", final)
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(final)), 0o755); err != nil {
		return nil, err
	}
	partial, err := os.MkdirTemp(filepath.Dir(filepath.Clean(final)), ".convert-*")
	if err != nil {
		return nil, err
	}
	return &folder{final, partial}, os.Chmod(partial, 0o755)
}

// isModel knows a model by its manifest: web apps have a manifest.json, too.
func isModel(dir string) bool {
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return false
	}
	_, err = weights.ParseManifest(data)
	return err == nil
}

func (f *folder) put(name string, data []byte) error {
	return os.WriteFile(filepath.Join(f.partial, name), data, 0o644)
}

// copy takes over tokenizer, model card and notices.
func (f *folder) copy(m *weights.Manifest, extras []checkpoint.Extra) error {
	for _, e := range extras {
		data, err := os.ReadFile(e.Path)
		if err != nil {
			return err
		}
		if len(data) == 0 {
			continue
		}
		name, digest := pack.Name(e.Name, data)
		if err := f.put(name, data); err != nil {
			return err
		}
		m.Files = append(m.Files, weights.File{File: name, Bytes: int64(len(data)), SHA256: digest, Role: e.Role})
		if e.Role == "merges" {
			m.Tokenizer = name
		}
	}
	return nil
}

// commit moves the finished model to its place. The one that was there is put
// aside first and deleted last, so that there is a model at all times but one.
func (f *folder) commit() error {
	old := f.partial + ".old"
	err := os.Rename(f.final, old)
	if errors.Is(err, os.ErrNotExist) {
		return os.Rename(f.partial, f.final)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.partial, f.final); err != nil {
		return errors.Join(err, os.Rename(old, f.final))
	}
	return os.RemoveAll(old)
}

// discard removes what was not committed.
func (f *folder) discard() { os.RemoveAll(f.partial) }
