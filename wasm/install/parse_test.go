package install_test

import (
	"encoding/json"
	"errors"

	"unclip/wasm/fetch"
)

var errManifest = errors.New("the manifest is not valid; publish it again")

// parse reads the manifests of these tests: a list of files, nothing else.
func parse(manifest []byte) (items []fetch.Item, err error) {
	if json.Unmarshal(manifest, &items) != nil {
		return nil, errManifest
	}
	return items, nil
}
