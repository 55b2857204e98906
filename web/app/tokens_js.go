package app

import (
	"bytes"
	"context"
	"sync"
	"syscall/js"

	"unclip/models/token"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/jsx"
)

// tokens counts what the model reads. The tokenizer is in the binary anyway, for
// the engine; the page only fetches the model's table, a few kilobytes that the
// browser has at hand.
type tokens struct {
	mu        sync.Mutex
	tokenizer *token.Tokenizer
	asked     bool   // the table is here or on its way, or the site has none
	arrived   func() // called when it is here
}

// load fetches the table of the model beside the page. Where nothing comes, the
// next words ask again; what cannot be read leaves the page without a count.
func (t *tokens) load(base string) {
	table, length, err := fetchTable(base + "model/")
	if err != nil {
		t.mu.Lock()
		t.asked = false
		t.mu.Unlock()
		return
	}
	tokenizer, err := token.Read(bytes.NewReader(table), token.WithContext(length))
	if err != nil {
		return
	}
	t.mu.Lock()
	t.tokenizer = tokenizer
	t.mu.Unlock()
	t.arrived()
}

// fetchTable fetches the table that the manifest of a folder names, if it does,
// and tells how long the model's captions are. It fails where nothing comes.
func fetchTable(folder string) (table []byte, length int, err error) {
	manifest, err := fetchBytes(folder + "manifest.json")
	if err != nil {
		return nil, 0, err
	}
	m, err := weights.ParseManifest(manifest)
	if err != nil {
		return nil, 0, nil
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return nil, 0, nil
	}
	for _, f := range m.Files {
		if f.Role == "merges" {
			table, err = fetchBytes(folder + f.File)
		}
	}
	return table, c.Text.Context, err
}

// fetchBytes reads a small file of the site; without a network, the copy that
// the browser has of an earlier visit. It blocks.
func fetchBytes(address string) ([]byte, error) {
	response, err := jsx.Await(context.Background(), js.Global().Call("fetch", address))
	if err != nil {
		old := map[string]any{"cache": "force-cache"}
		response, err = jsx.Await(context.Background(), js.Global().Call("fetch", address, old))
	}
	if err != nil {
		return nil, err
	}
	return bytesOf(response)
}

// Cut counts a prompt's tokens and finds what the model will not read.
func (b *browser) Cut(prompt string) (used, room int, cut string, ok bool) {
	b.tokens.mu.Lock()
	defer b.tokens.mu.Unlock()
	if !b.tokens.asked {
		b.tokens.asked = true
		b.aside(func() { b.tokens.load(base()) })
	}
	if b.tokens.tokenizer == nil {
		return 0, 0, "", false
	}
	tokenizer := b.tokens.tokenizer
	_, spans := tokenizer.Spans(prompt)
	return len(spans), tokenizer.ContextLen() - 2, tokenizer.Encode(prompt).Cut, true
}
