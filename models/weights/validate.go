package weights

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Validate checks that a manifest is consistent in itself: names, sizes and
// digests are of the right form, and every tensor lies inside a shard of one
// stage, has exactly the bytes its shape implies and overlaps no other.
func (m *Manifest) Validate() error {
	for _, check := range []func() error{m.checkHead, m.checkStages, m.checkFiles, m.checkShards, m.checkTensors, m.checkSpans} {
		if err := check(); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
	}
	return nil
}

func (m *Manifest) checkHead() error {
	if m.Format != Format {
		return fmt.Errorf("weights: %w: format %d, this program reads %d; convert the model again", ErrField, m.Format, Format)
	}
	if m.Name == "" || m.Version == "" || m.License == "" {
		return fmt.Errorf("weights: %w: name, version and license must be given", ErrField)
	}
	return nil
}

func (m *Manifest) checkStages() error {
	if len(m.Stages) == 0 {
		return fmt.Errorf("weights: %w: no stages", ErrField)
	}
	for i, s := range m.Stages {
		if !plain(s) || slices.Contains(m.Stages[:i], s) {
			return fmt.Errorf("weights: %w: stage %q is not plain or not unique", ErrField, s)
		}
	}
	for name := range m.Config {
		if name != "embedding" && name != "page" && !slices.Contains(m.Stages, name) {
			return fmt.Errorf("weights: %w: configuration of unknown stage %q", ErrField, name)
		}
	}
	return nil
}

// checkFiles tests the files that are not shards.
func (m *Manifest) checkFiles() error {
	found := m.Tokenizer == ""
	for _, f := range m.Files {
		if err := checkFile(f.File, f.Bytes, MaxFile, f.SHA256); err != nil {
			return err
		}
		if !plain(f.Role) {
			return fmt.Errorf("weights: %w: role %q of %s", ErrField, f.Role, f.File)
		}
		found = found || f.File == m.Tokenizer
	}
	if !found {
		return fmt.Errorf("weights: %w: tokenizer %q is not among the files", ErrField, m.Tokenizer)
	}
	return m.checkNames()
}

// checkNames requires that no two files share a name.
func (m *Manifest) checkNames() error {
	names := make([]string, 0, len(m.Files)+len(m.Shards)+1)
	names = append(names, "manifest.json")
	for _, f := range m.Files {
		names = append(names, f.File)
	}
	for _, s := range m.Shards {
		names = append(names, s.File)
	}
	return unique(names, "file")
}

func (m *Manifest) checkShards() error {
	for _, s := range m.Shards {
		if err := checkFile(s.File, s.Bytes, MaxShard, s.SHA256); err != nil {
			return err
		}
		if !slices.Contains(m.Stages, s.Stage) {
			return fmt.Errorf("weights: %w: shard %s is of unknown stage %q", ErrField, s.File, s.Stage)
		}
	}
	return nil
}

// checkFile tests what all listed files have in common.
func checkFile(name string, bytes, most int64, digest string) error {
	if !plain(name) {
		return fmt.Errorf("weights: %w: file name %q; only a-z 0-9 . _ - and no leading dot", ErrField, name)
	}
	if bytes < 1 || bytes > most {
		return fmt.Errorf("weights: %w: file %s of %d bytes, at most %d", ErrLimit, name, bytes, most)
	}
	if len(digest) != 64 || strings.Trim(digest, "0123456789abcdef") != "" {
		return fmt.Errorf("weights: %w: sha256 of %s is not 64 lower-case hexadecimal digits", ErrField, name)
	}
	return nil
}

// plain accepts names that are safe in every file system and address.
func plain(s string) bool {
	return s != "" && len(s) <= 128 && s[0] != '.' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == "" && !strings.Contains(s, "..")
}

func unique(names []string, what string) error {
	sort.Stable(sort.StringSlice(names))
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			return fmt.Errorf("weights: %w: %s %q is listed twice", ErrField, what, names[i])
		}
	}
	return nil
}

func (m *Manifest) checkTensors() error {
	names := make([]string, len(m.Tensors))
	for i, t := range m.Tensors {
		names[i] = t.Name
		if !plain(t.Name) {
			return fmt.Errorf("weights: %w: tensor name %q; only a-z 0-9 . _ -", ErrField, t.Name)
		}
		if err := m.checkTensor(t); err != nil {
			return fmt.Errorf("tensor %q: %w", t.Name, err)
		}
	}
	return unique(names, "tensor")
}

// checkTensor compares stored sizes with the shape.
func (m *Manifest) checkTensor(t *Tensor) error {
	l, err := t.Layout()
	if err != nil {
		return err
	}
	var total int64
	row := l.Bytes / int64(l.Rows)
	for _, s := range t.Data() {
		if err := m.checkSpan(s); err != nil {
			return err
		}
		if total, err = add(total, s.Bytes); err != nil {
			return err
		}
		if s.Bytes%row != 0 || m.Shards[s.Shard].Stage != m.Shards[t.Shard].Stage {
			return fmt.Errorf("weights: %w: a part must hold whole rows of %d bytes in a shard of the same stage", ErrShape, row)
		}
	}
	if total != l.Bytes || t.ScaleBytes != l.ScaleBytes {
		return fmt.Errorf("weights: %w: %d+%d bytes of data and scales, %s %s %v needs %d+%d", ErrShape, total, t.ScaleBytes, t.DType, t.Kind, t.Shape, l.Bytes, l.ScaleBytes)
	}
	if t.ScaleBytes == 0 {
		if t.ScaleOffset != 0 {
			return fmt.Errorf("weights: %w: scale_offset without scales", ErrField)
		}
		return nil
	}
	return m.checkSpan(t.Scale())
}

// checkSpan requires a range inside its shard that can be uploaded as it lies.
func (m *Manifest) checkSpan(s Span) error {
	if s.Shard < 0 || s.Shard >= len(m.Shards) {
		return fmt.Errorf("weights: %w: shard %d of %d", ErrOffsets, s.Shard, len(m.Shards))
	}
	end, err := add(s.Offset, s.Bytes)
	if err != nil {
		return err
	}
	if s.Bytes < 1 || s.Offset < 8 || s.Offset%4 != 0 || end > m.Shards[s.Shard].Bytes {
		return fmt.Errorf("weights: %w: bytes %d to %d of shard %d, which has %d", ErrOffsets, s.Offset, end, s.Shard, m.Shards[s.Shard].Bytes)
	}
	return nil
}

// checkSpans refuses ranges that overlap.
func (m *Manifest) checkSpans() error {
	spans := make([]Span, 0, 2*len(m.Tensors))
	for _, t := range m.Tensors {
		spans = append(append(spans, Span{t.Shard, t.Offset, t.Bytes}), t.Parts...)
		if t.ScaleBytes > 0 {
			spans = append(spans, t.Scale())
		}
	}
	sort.SliceStable(spans, func(i, j int) bool {
		a, b := spans[i], spans[j]
		return a.Shard < b.Shard || a.Shard == b.Shard && a.Offset < b.Offset
	})
	for i := 1; i < len(spans); i++ {
		a, b := spans[i-1], spans[i]
		if a.Shard == b.Shard && a.Offset+a.Bytes > b.Offset {
			return fmt.Errorf("weights: %w: two tensors share byte %d of shard %d", ErrOffsets, b.Offset, b.Shard)
		}
	}
	return nil
}
