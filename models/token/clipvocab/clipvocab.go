// Package clipvocab carries the merges list of CLIP's vocabulary (see NOTICE).
//
// It is for tools and tests. A page should ship the merges its model uses
// beside the weights instead: embedding the list costs 0.2 MB in any case.
package clipvocab

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"

	"unclip/models/token"
)

//go:embed merges.txt.gz
var packed []byte

// Merges returns CLIP's 48,894 merges, most important first. A prefix of it
// makes a smaller vocabulary.
func Merges() ([]string, error) {
	text, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("clipvocab: %w; restore merges.txt.gz and rebuild", err)
	}
	merges, err := token.ReadMerges(text)
	if err != nil {
		return nil, fmt.Errorf("clipvocab: %w", err)
	}
	if len(merges) != token.MaxMerges {
		return nil, fmt.Errorf("clipvocab: %d merges instead of %d; restore merges.txt.gz and rebuild", len(merges), token.MaxMerges)
	}
	return merges, nil
}
