//go:build browser

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

// TestSeeds asks the engine's worker without the page: a seed gives the same
// bytes in the same worker and in another one; another seed does not.
func TestSeeds(t *testing.T) {
	driver, err := os.ReadFile("../render/driver.js")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	p := chromium(t, chrome.Options{}).Page()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	if err := p.Open(ctx, s.URL+"blank.svg"); err != nil {
		t.Fatal(err)
	}
	draw := func(seeds ...string) (rgba [][]byte) {
		var asked []map[string]any
		for i, seed := range seeds {
			asked = append(asked, map[string]any{"id": i + 1, "prompt": "red apple", "negative": "", "seed": seed, "steps": 4, "guidance": 2,
				"count": 1, "imageGuidance": 2, "eta": 1, "upsampleSteps": 6, "priorSteps": 3, "priorGuidance": 1.5, "candidates": 2, "sampler": bridge.DDPM, "prior": bridge.PriorDiffusion, "size": 16})
		}
		list, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Pictures []struct{ RGBA []byte } }
		if err := p.Evaluate(ctx, "("+strings.TrimSpace(string(driver))+")("+string(list)+")", &answer); err != nil {
			t.Fatal(err)
		}
		for _, picture := range answer.Pictures {
			rgba = append(rgba, picture.RGBA)
		}
		return rgba
	}
	here, there := draw("1", "2", "1"), draw("1")
	if len(here) != 3 || len(there) != 1 || len(here[0]) != 16*16*4 {
		t.Fatalf("%d and %d pictures", len(here), len(there))
	}
	if !bytes.Equal(here[0], here[2]) {
		t.Error("the same seed gave two pictures")
	}
	if !bytes.Equal(here[0], there[0]) {
		t.Error("another worker made another picture of the same seed")
	}
	if bytes.Equal(here[0], here[1]) {
		t.Error("two seeds gave the same picture")
	}
}
