package enginetest

import (
	"bytes"
	"fmt"

	"unclip/models/token"
	"unclip/models/unclip"
)

// Pipeline is the model's pipeline on a runtime; it needs merges among the files.
func (l *Library) Pipeline(r unclip.Runtime) (*unclip.Pipeline, error) {
	c, err := unclip.ParseConfig(l.manifest.Config)
	if err != nil {
		return nil, err
	}
	merges, err := token.ReadMerges(bytes.NewReader(l.files["merges.txt"]))
	if err != nil {
		return nil, fmt.Errorf("enginetest: merges.txt: %w", err)
	}
	tokens, err := token.New(merges)
	if err != nil {
		return nil, err
	}
	return unclip.New(c, tokens, r)
}
