package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/andybalholm/brotli"
)

// Limits of the browser binary, in bytes.
const (
	maxRaw    = 4_500_000
	maxBrotli = 1_000_000
)

// size builds the browser binary and weighs it.
func size() error {
	const path = "build/size.wasm"
	err := command(wasm, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "./wasm/main")
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
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
	if len(data) > maxRaw || packed.Len() > maxBrotli {
		return fmt.Errorf("the binary exceeds %d bytes or %d with brotli; go list -deps shows what it carries", maxRaw, maxBrotli)
	}
	return nil
}
