package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// Name gives a file of a model a name that carries the first digits of its digest,
// which it returns too: text-000.5c48a5f6e0c40d7b.safetensors. What such a name
// holds never changes, so that caches may keep it for ever, and another version of
// the model can lie beside this one.
func Name(name string, data []byte) (stamped, digest string) {
	sum := sha256.Sum256(data)
	digest = hex.EncodeToString(sum[:])
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "." + digest[:16] + extension, digest
}
