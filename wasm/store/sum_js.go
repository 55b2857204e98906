package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"syscall/js"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
)

// Sum is the digest of b, computed by the browser outside Go's heap.
func Sum(ctx context.Context, b gpu.Bytes) (Digest, error) {
	held, err := Hold(b)
	if err != nil {
		return "", err
	}
	subtle := js.Global().Get("crypto").Get("subtle")
	if subtle.IsUndefined() {
		return "", fmt.Errorf("store: this page cannot verify downloads; open it over https or on localhost: %w", ErrUnavailable)
	}
	promise, err := jsx.Try(func() js.Value { return subtle.Call("digest", "SHA-256", held.Array()) })
	if err != nil {
		return "", fmt.Errorf("store: hash: %w", err)
	}
	sum, err := jsx.Await(ctx, promise)
	if err != nil {
		return "", fmt.Errorf("store: hash: %w", err)
	}
	return digestOf(sum)
}

func digestOf(sum js.Value) (Digest, error) {
	b, err := jsx.BytesOf(sum)
	if err != nil {
		return "", fmt.Errorf("store: hash: %w", err)
	}
	raw := make([]byte, b.Len())
	b.CopyTo(raw)
	return Digest(hex.EncodeToString(raw)), nil
}

// Hold is b as memory of the browser; Go memory is copied there.
func Hold(b gpu.Bytes) (jsx.Bytes, error) {
	switch b := b.(type) {
	case jsx.Bytes:
		if b.Len() == 0 {
			return jsx.BytesFrom(nil)
		}
		return b, nil
	case gpu.Memory:
		return jsx.BytesFrom(b)
	}
	return jsx.Bytes{}, fmt.Errorf("store: cannot hold bytes of type %T; hand over gpu.Memory or jsx.Bytes", b)
}

// ReadAll is b as Go memory, shared when it is Go memory already. It is meant
// for manifests; shards stay where they are.
func ReadAll(b gpu.Bytes) ([]byte, error) {
	if m, ok := b.(gpu.Memory); ok {
		return m, nil
	}
	held, err := Hold(b)
	if err != nil {
		return nil, err
	}
	p := make([]byte, held.Len())
	held.CopyTo(p)
	return p, nil
}
