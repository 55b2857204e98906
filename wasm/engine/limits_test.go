package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// TestAnswersKeepTheLimits makes everything that the engine quotes as long as it
// can be: the bridge must carry
// every answer, which send checks.
func TestAnswersKeepTheLimits(t *testing.T) {
	l := tiny(t, weights.F32)
	m, err := l.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m.Name, m.Version = strings.Repeat("n", weights.MaxName), strings.Repeat("v", weights.MaxName)
	m.Digest = strings.Repeat("0a", 32)
	page, err := json.Marshal(map[string][]string{"examples": strings.Split(strings.Repeat(strings.Repeat("word ", 500)+"\n", 100), "\n")})
	if err != nil {
		t.Fatal(err)
	}
	m.Config["page"] = page
	p := open(t, softDevice, l)
	r := ask(1, "1")
	r.Prompt = strings.Repeat("İ", bridge.MaxPromptRunes) // twice as long in lower case
	got := p.generate(r)
	if len(find[*bridge.Picture](got)) != 1 {
		t.Fatalf("no picture: %v", find[*bridge.Failed](got))
	}
	if edition := find[*bridge.Picture](got)[0].Model; !strings.HasSuffix(edition, "v 0a0a0a0a0a") {
		t.Errorf("the model is %q", edition)
	}
}
