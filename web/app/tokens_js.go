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
	asked     bool   // the table is here or on its way
	arrived   func() // called when it is here
}

// load fetches the table of the model beside the page. What cannot be read
// leaves the page without a count.
func (t *tokens) load(base string) {
	manifest, err := fetchBytes(base + "model/manifest.json")
	if err != nil {
		return
	}
	m, err := weights.ParseManifest(manifest)
	if err != nil {
		return
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return
	}
	for _, f := range m.Files {
		if f.Role == "merges" {
			t.read(base+"model/"+f.File, c.Text.Context)
		}
	}
	t.arrived()
}

func (t *tokens) read(address string, length int) {
	data, err := fetchBytes(address)
	if err != nil {
		return
	}
	tokenizer, err := token.Read(bytes.NewReader(data), token.WithContext(length))
	if err != nil {
		return
	}
	t.mu.Lock()
	t.tokenizer = tokenizer
	t.mu.Unlock()
}

// fetchBytes reads a small file of the site. It blocks.
func fetchBytes(address string) ([]byte, error) {
	response, err := jsx.Await(context.Background(), js.Global().Call("fetch", address))
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
		go b.tokens.load(base())
	}
	if b.tokens.tokenizer == nil {
		return 0, 0, "", false
	}
	tokenizer := b.tokens.tokenizer
	_, spans := tokenizer.Spans(prompt)
	return len(spans), tokenizer.ContextLen() - 2, tokenizer.Encode(prompt).Cut, true
}
