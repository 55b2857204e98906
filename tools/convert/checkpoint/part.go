package checkpoint

import (
	"fmt"
	"path/filepath"

	"unclip/tools/convert/dialect"
)

// Part is one component of a model, translated but not yet read.
type Part struct {
	Kind    string // of package dialect
	Hints   dialect.Hints
	Targets []dialect.Target
	files   []*File
	home    map[string]*File // by foreign name
}

// OpenPart opens the files of one component. An empty kind is found from the
// names of the tensors.
func OpenPart(kind string, paths ...string) (*Part, error) {
	p := &Part{Kind: kind, Hints: dialect.Hints{}, home: map[string]*File{}}
	var tensors []dialect.Tensor
	for _, path := range paths {
		f, err := OpenFile(path)
		if err != nil {
			p.Close()
			return nil, err
		}
		p.files = append(p.files, f)
		tensors = append(tensors, f.Tensors()...)
		for name := range f.index {
			p.home[name] = f
		}
		for k, v := range dialect.MetadataHints(f.Header.Metadata) {
			p.Hints[k] = v
		}
	}
	if err := p.translate(filepath.Base(paths[0]), tensors); err != nil {
		p.Close()
		return nil, fmt.Errorf("checkpoint: %s: %w", paths[0], err)
	}
	return p, nil
}

// translate finds dialect and kind and applies them.
func (p *Part) translate(file string, tensors []dialect.Tensor) (err error) {
	found, original := dialect.Detect(file, tensors)
	if p.Kind == "" {
		p.Kind = found
	}
	switch {
	case p.Kind == "":
		return ErrUnknown
	case original:
		p.Targets, err = dialect.Original(found, dialect.KarloHeadDim, tensors)
	default:
		p.Targets, err = dialect.Diffusers(p.Kind, tensors)
	}
	return err
}

// Close releases the files.
func (p *Part) Close() {
	for _, f := range p.files {
		f.Close()
	}
}

// Values reads one tensor and gives our logical values.
func (p *Part) Values(t *dialect.Target) ([]float32, error) {
	f, ok := p.home[t.From]
	if !ok {
		return nil, fmt.Errorf("checkpoint: no file holds %q", t.From)
	}
	source, err := f.Floats(t.From)
	if err != nil {
		return nil, err
	}
	return t.Values(source)
}
