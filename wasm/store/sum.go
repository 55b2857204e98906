//go:build !js

package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"unclip/wasm/gpu"
)

// Sum is the digest of b.
func Sum(ctx context.Context, b gpu.Bytes) (Digest, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	m, err := ReadAll(b)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(m)
	return Digest(hex.EncodeToString(sum[:])), nil
}

// ReadAll is b as Go memory, shared when it is Go memory already. It is meant
// for manifests; shards stay where they are.
func ReadAll(b gpu.Bytes) ([]byte, error) {
	m, ok := b.(gpu.Memory)
	if !ok {
		return nil, fmt.Errorf("store: cannot read bytes held as %T; hand over gpu.Memory", b)
	}
	return m, nil
}
