package store

import (
	"context"
	"fmt"

	"unclip/wasm/gpu"
)

// Digest is a SHA-256 as 64 lower-case hexadecimal digits.
type Digest string

// ParseDigest accepts 64 lower-case hexadecimal digits.
func ParseDigest(s string) (Digest, error) {
	if len(s) != 64 {
		return "", fmt.Errorf("store: %q is no SHA-256: it has %d characters; give 64 lower-case hexadecimal digits", cut(s), len(s))
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", fmt.Errorf("store: %q is no SHA-256: %q in it; give 64 lower-case hexadecimal digits", s, c)
		}
	}
	return Digest(s), nil
}

// Short is enough of the digest to recognise it by.
func (d Digest) Short() string { return cut(string(d)) }

func cut(s string) string { return s[:min(len(s), 12)] }

// Verify returns ErrCorrupt unless the digest of b is d.
func Verify(ctx context.Context, d Digest, b gpu.Bytes) error {
	sum, err := Sum(ctx, b)
	if err != nil {
		return err
	}
	if sum != d {
		return fmt.Errorf("store: shard %s has digest %s: %w", d.Short(), sum.Short(), ErrCorrupt)
	}
	return nil
}
