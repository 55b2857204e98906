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
	tokens, err := token.Read(bytes.NewReader(l.files["merges.txt"]), token.WithContext(c.Text.Context))
	if err != nil {
		return nil, fmt.Errorf("enginetest: merges.txt: %w", err)
	}
	return unclip.New(c, tokens, r)
}
