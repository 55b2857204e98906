package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// Goals of the browser binary, in bytes, and the ceilings that it may not pass
// while it misses them. RATIONALE.md says what was tried and when a ceiling moved.
const (
	goalRaw, ceilingRaw       = 4_500_000, 8_650_000
	goalBrotli, ceilingBrotli = 1_000_000, 1_670_000
)

// binary builds the browser binary from the tree in a folder.
func binary(folder string, env []string) ([]byte, error) {
	path := absolute(filepath.Join(folder, "build", "size.wasm"))
	err := command(append(env, wasm...), "go", "-C", folder, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "./wasm/main")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// size builds the browser binary and weighs it.
func size() error {
	data, err := binary(".", nil)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("unclip.wasm: %d bytes, %d with brotli\n", len(data), packed.Len())
	if len(data) > goalRaw || packed.Len() > goalBrotli {
		fmt.Printf("goal missed: %d over %d raw, %d over %d brotli\n", len(data)-goalRaw, goalRaw, packed.Len()-goalBrotli, goalBrotli)
	}
	if len(data) > ceilingRaw || packed.Len() > ceilingBrotli {
		return fmt.Errorf("the binary grew past %d bytes or %d with brotli; go list -deps shows what it carries", ceilingRaw, ceilingBrotli)
	}
	return nil
}
