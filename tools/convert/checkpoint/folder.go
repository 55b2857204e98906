package checkpoint

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unclip/tools/convert/dialect"
)

// find opens whatever path holds.
func (m *Model) find(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if !info.IsDir() {
		return m.openFile(path)
	}
	if m.Index, err = readHints(filepath.Join(path, "model_index.json")); err != nil {
		return err
	}
	for _, kind := range dialect.Kinds {
		if err := m.openFolder(path, kind); err != nil {
			return err
		}
	}
	if len(m.Parts) == 0 {
		if err := m.openLoose(path); err != nil {
			return err
		}
	}
	m.Files = extras(path)
	return nil
}

func (m *Model) openFile(path string) error {
	p, err := OpenPart("", path)
	if err == nil {
		m.Parts = append(m.Parts, p)
	}
	return err
}

// openLoose opens all files of a folder that are checkpoints; others, such as
// recorded inputs and outputs, are passed over.
func (m *Model) openLoose(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.safetensors"))
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	for _, path := range paths {
		if err := m.openFile(path); err != nil && !errors.Is(err, ErrUnknown) {
			return err
		}
	}
	return nil
}

// openFolder opens a component of a diffusers folder, if it is there.
func (m *Model) openFolder(dir, kind string) error {
	folder := filepath.Join(dir, kind)
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	paths, err := weightFiles(folder)
	if err != nil {
		return err
	}
	p, err := OpenPart(kind, paths...)
	if err != nil {
		return err
	}
	m.Parts = append(m.Parts, p)
	for _, path := range []string{filepath.Join(dir, scheduler(kind), "scheduler_config.json"), filepath.Join(folder, "config.json")} {
		hints, err := readHints(path)
		if err != nil {
			return err
		}
		for k, v := range hints {
			p.Hints[k] = v
		}
	}
	return nil
}

// scheduler is the folder of the scheduler of a component.
func scheduler(kind string) string {
	if strings.HasPrefix(kind, "super_res") {
		return "super_res_scheduler"
	}
	return kind + "_scheduler"
}

// weightFiles chooses among the variants in a component's folder.
func weightFiles(folder string) ([]string, error) {
	for _, pattern := range []string{"model.safetensors", "diffusion_pytorch_model.safetensors", "*-of-*.safetensors", "*.fp16.safetensors", "*.safetensors"} {
		paths, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %w", err)
		}
		if strings.HasPrefix(pattern, "*-of") { // leave out half-precision duplicates
			paths = slices.DeleteFunc(paths, func(p string) bool { return strings.Contains(filepath.Base(p), ".fp16") })
		}
		if len(paths) > 0 {
			return paths, nil
		}
	}
	return nil, fmt.Errorf("checkpoint: %s holds no .safetensors file; pickled .bin and .pt files are not read: save the model with safe_serialization=True", folder)
}

// readHints reads a JSON file, which may be absent.
func readHints(path string) (dialect.Hints, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return dialect.Hints{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	hints, err := dialect.ParseHints(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return hints, nil
}

// extras finds the files that go with the weights.
func extras(dir string) []Extra {
	var found []Extra
	for _, e := range []Extra{
		{"tokenizer/merges.txt", "merges.txt", "merges"},
		{"model_index.json", "model-index.json", "index"},
		{"MODEL_CARD.md", "model-card.md", "card"},
		{"README.md", "model-card.md", "card"},
		{"LICENSE", "license.txt", "license"},
		{"NOTICE", "notice.txt", "notice"},
	} {
		path := filepath.Join(dir, filepath.FromSlash(e.Path))
		taken := slices.ContainsFunc(found, func(f Extra) bool { return f.Name == e.Name })
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && !taken {
			found = append(found, Extra{path, e.Name, e.Role})
		}
	}
	return found
}

// AddCard takes the model card from elsewhere.
func (m *Model) AddCard(path string) {
	m.Files = slices.DeleteFunc(m.Files, func(e Extra) bool { return e.Role == "card" })
	m.Files = append(m.Files, Extra{path, "model-card.md", "card"})
}
