package widget

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/pngtext"
	"unclip/web/recipe"
)

// TestPicturesAreSigned: the widget writes into its files what the page writes into
// its own, byte for byte but for the recipe, which says the same.
func TestPicturesAreSigned(t *testing.T) {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	editions := map[string]string{"": "tiny 1.0 0123456789"[:9+bridge.DigestRunes], "text": "tiny 1.0"} // by what to leave out
	for _, prompt := range []string{"a red fox", "ein roter Fuchs mit Hütchen", "狐 🦊", "two\nlines", ""} {
		for negative, edition := range editions {
			request := bridge.Generate{Prompt: prompt, Negative: negative, Seed: "18446744073709551615", Count: 1, Steps: 20, Guidance: 4.5, ImageGuidance: 4.5, Sampler: "ddim",
				Prior: "diffusion", PriorSteps: 25, PriorGuidance: 4, Candidates: 2, Size: 64, UpsampleSteps: 7}
			value := 0.25 * float64(len(negative)) // 0 is not written
			picture := &bridge.Picture{Width: 3, Height: 2, Model: edition, Value: value, Request: request}
			var got struct{ File string }
			node(t, fmt.Sprintf(`
				const { sign } = await import("./sign.js");
				const file = sign(new Blob([Buffer.from(%q, "base64")], { type: "image/png" }), { width: 3, height: 2, model: %q, value: %g, request: %s }, { mode: "create", name: "tiny" });
				return { file: Buffer.from(await file.arrayBuffer()).toString("base64") };`,
				base64.StdEncoding.EncodeToString(file.Bytes()), edition, value, wire(t, request)), &got)
			signed, err := base64.StdEncoding.DecodeString(got.File)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := png.Decode(bytes.NewReader(signed)); err != nil { // compares the sums
				t.Errorf("%q: %v", prompt, err)
			}
			text, ok := pngtext.Read(signed, pngtext.Keyword)
			r, err := recipe.ParseJSON(text)
			if !ok || err != nil || r.Mode != "create" || r.Model != edition || r.Value != value || strings.Contains(text, `"value"`) != (value != 0) {
				t.Fatalf("%q: the recipe is %+v, %v: %s", prompt, r, err, text)
			}
			if r.Request.ID = 0; r.Request != request {
				t.Errorf("%q: the recipe asks for %+v", prompt, r.Request)
			}
			want, err := pngtext.Sign(file.Bytes(), picture, r, "tiny")
			if err != nil {
				t.Fatal(err)
			}
			if ours := []byte(r.JSON()); !bytes.Equal(without(t, signed, []byte(text)), without(t, want, ours)) {
				t.Fatalf("%q: the widget's file is\n%.900q\nthe page's\n%.900q", prompt, signed, want)
			}
		}
	}
}

// wire is a request as the engine tells it: names begin small.
func wire(t *testing.T, r bridge.Generate) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"id": 3, "prompt": r.Prompt, "negative": r.Negative, "seed": r.Seed, "count": r.Count, "steps": r.Steps, "guidance": r.Guidance,
		"imageGuidance": r.ImageGuidance, "sampler": r.Sampler, "prior": r.Prior, "priorSteps": r.PriorSteps, "priorGuidance": r.PriorGuidance,
		"candidates": r.Candidates, "size": r.Size, "upsampleSteps": r.UpsampleSteps, "eta": r.Eta})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// without cuts the chunk that holds a recipe out of a file.
func without(t *testing.T, file, text []byte) []byte {
	t.Helper()
	before, after, ok := bytes.Cut(file, text)
	head := bytes.LastIndex(before, []byte("Xt"+pngtext.Keyword)) // of tEXt or iTXt, behind four bytes of length
	if !ok || head < 0 {
		t.Fatalf("no recipe %.200q in the file", text)
	}
	return append(bytes.Clone(before[:head-6]), after[4:]...)
}
