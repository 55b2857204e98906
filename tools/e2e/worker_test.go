//go:build browser

package e2e

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

// worker asks the engine's worker without the page.
type worker struct {
	t      *testing.T
	page   *chrome.Page
	driver string
}

func newWorker(t *testing.T, b *chrome.Browser, s *site) *worker {
	t.Helper()
	driver, err := os.ReadFile("../render/driver.js")
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{t, b.Page(), strings.TrimSpace(string(driver))}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.page.Open(ctx, s.URL+"blank.svg"); err != nil {
		t.Fatal(err)
	}
	return w
}

// settings ask for a picture of a seed with some decoder steps.
func settings(id int, seed string, steps int) map[string]any {
	return map[string]any{"kind": "generate", "id": id, "prompt": "red apple", "negative": "", "seed": seed, "steps": steps, "guidance": 2,
		"count": 1, "imageGuidance": 2, "eta": 1, "upsampleSteps": 6, "priorSteps": 3, "priorGuidance": 1.5, "candidates": 2,
		"sampler": bridge.DDPM, "prior": bridge.PriorDiffusion, "size": 16}
}

// picture is what the worker made, and the time that it took.
type picture struct {
	RGBA   []byte
	Millis float64
}

// draw starts a worker of its own and makes pictures one after the other.
func (w *worker) draw(asked ...map[string]any) []picture {
	w.t.Helper()
	list, err := json.Marshal(asked)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience+time.Duration(len(asked))*30*time.Second)
	defer cancel()
	var answer struct{ Pictures []picture }
	if err := w.page.Evaluate(ctx, "("+w.driver+")("+string(list)+")", &answer); err != nil {
		w.t.Fatal(err)
	}
	if len(answer.Pictures) != len(asked) {
		w.t.Fatalf("%d pictures, asked for %d", len(answer.Pictures), len(asked))
	}
	return answer.Pictures
}
