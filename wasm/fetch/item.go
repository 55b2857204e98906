package fetch

import (
	"fmt"
	"strings"

	"unclip/wasm/store"
)

// MaxItem bounds the size of one file.
const MaxItem = 1 << 28

// Item is a file to download, relative to the base of any mirror.
type Item struct {
	File   string
	Bytes  int64
	Digest store.Digest
}

// Validate refuses names that could leave the mirror's folder, and sizes and
// digests that no file of ours has.
func (it Item) Validate() error {
	if err := validName(it.File); err != nil {
		return err
	}
	if it.Bytes < 0 || it.Bytes > MaxItem {
		return fmt.Errorf("fetch: %s declares %d bytes: %w", it.File, it.Bytes, ErrPlan)
	}
	if _, err := store.ParseDigest(string(it.Digest)); err != nil {
		return fmt.Errorf("fetch: %s: %v: %w", it.File, err, ErrPlan)
	}
	return nil
}

// validName accepts slash-separated plain names.
func validName(name string) error {
	if len(name) > 200 {
		return fmt.Errorf("fetch: a file name of %d characters: %w", len(name), ErrPlan)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.ContainsFunc(part, odd) {
			return fmt.Errorf("fetch: file name %q: %w", name, ErrPlan)
		}
	}
	return nil
}

// odd tells characters that mean something in an address, or to a file system.
func odd(r rune) bool {
	plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-'
	return !plain
}

// address joins the base of a mirror and a file name.
func address(base, file string) string { return strings.TrimRight(base, "/") + "/" + file }
