package weights

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Encode validates the manifest and writes it in one form, a line per file and
// tensor, so that two versions can be compared by eye.
func (m *Manifest) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("{\n")
	p := printer{out: &b}
	p.field("format", m.Format)
	p.field("name", m.Name)
	p.field("version", m.Version)
	p.field("license", m.License)
	p.field("description", m.Description)
	p.field("config", orEmpty(m.Config, map[string]json.RawMessage{}))
	p.field("stages", m.Stages)
	if m.Tokenizer != "" {
		p.field("tokenizer", m.Tokenizer)
	}
	p.field("needs", Needs{orEmpty(m.Needs.Features, []string{}), orEmpty(m.Needs.Limits, map[string]int64{})})
	lines(&p, "files", m.Files)
	lines(&p, "shards", m.Shards)
	lines(&p, "tensors", m.Tensors)
	b.WriteString("\n}\n")
	if p.err != nil {
		return nil, p.err
	}
	_, err := ParseManifest(b.Bytes()) // limits on lengths and configurations
	return b.Bytes(), err
}

// orEmpty keeps absent lists and objects from being written as null.
func orEmpty[T []string | map[string]json.RawMessage | map[string]int64](v, empty T) T {
	if len(v) == 0 {
		return empty
	}
	return v
}

// printer writes the fields of an object and keeps the first error.
type printer struct {
	out *bytes.Buffer
	n   int
	err error
}

func (p *printer) key(name string) {
	if p.n++; p.n > 1 {
		p.out.WriteString(",\n")
	}
	fmt.Fprintf(p.out, " %q: ", name)
}

func (p *printer) field(name string, v any) {
	p.key(name)
	p.value(v)
}

func (p *printer) value(v any) {
	b, err := json.Marshal(v)
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("weights: %w: %w", ErrField, err)
	}
	p.out.Write(b)
}

// lines writes a list with one item a line.
func lines[T any](p *printer, name string, list []T) {
	p.key(name)
	p.out.WriteString("[")
	for i, item := range list {
		if i > 0 {
			p.out.WriteByte(',')
		}
		p.out.WriteString("\n  ")
		p.value(item)
	}
	p.out.WriteString("]")
}
