package release

import (
	"os"

	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/web/server"
)

// Facts are what the page's sources leave open.
type Facts struct {
	ModelBytes int64          // what the first picture downloads of the model
	Mirrors    server.Mirrors // of the model
	Practice   bool           // the engine needs no GPU
}

// FactsOf reads them from a model's folder. Without a model, or with one that
// cannot be read, nothing is known: the widget then asks when it is pressed.
func FactsOf(model *os.Root) (f Facts) {
	if model == nil {
		return f
	}
	text, err := model.ReadFile("manifest.json")
	if err != nil {
		return f
	}
	m, err := weights.ParseManifest(text)
	if err != nil {
		return f
	}
	f.ModelBytes = m.Bytes(engine.FirstPicture()...)
	return f
}
