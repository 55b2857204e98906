package pngtext

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

func blankPNG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(prompt string) *bridge.Picture {
	return &bridge.Picture{Width: 3, Height: 2, Model: "sticker 1 0123abcdef", Request: bridge.Generate{
		Prompt: prompt, Negative: "text", Seed: "42", Steps: 20, Guidance: 4.5, Sampler: "ddim",
		Prior: "diffusion", PriorSteps: 25, PriorGuidance: 4, Candidates: 2}}
}

func TestSignedFileIsStillAPicture(t *testing.T) {
	for _, prompt := range []string{"a red fox", "ein roter Fuchs mit Hütchen", "狐", ""} {
		out, err := Sign(blankPNG(t), picture(prompt), &recipe.Recipe{Mode: "create"}, "sticker")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(out)); err != nil {
			t.Errorf("%q: %v", prompt, err)
		}
		for _, want := range []string{"parameters\x00", prompt + "\nNegative prompt: text\nSteps: 20, Sampler: ddim, CFG scale: 4.5, Seed: 42, Size: 3x2, Model hash: 0123abcdef, Model: sticker,",
			"trainedAlgorithmicMedia"} {
			if !bytes.Contains(out, []byte(want)) {
				t.Errorf("%q: %q is not in the file", prompt, want)
			}
		}
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	good := blankPNG(t)
	for _, file := range [][]byte{nil, []byte("GIF89a"), good[:20], bytes.Replace(good, []byte("IHDR"), []byte("JHDR"), 1)} {
		if _, err := Sign(file, picture("x"), &recipe.Recipe{}, ""); err == nil {
			t.Errorf("%d bytes were accepted", len(file))
		}
	}
	for _, keyword := range []string{"", strings.Repeat("k", 80), "schlüssel"} {
		if _, err := Insert(good, Text{keyword, "x"}); err == nil {
			t.Errorf("keyword %q was accepted", keyword)
		}
	}
}

func TestFileName(t *testing.T) {
	cases := []struct{ prompt, want string }{
		{"A red fox, flat", "a-red-fox-flat-42.png"},
		{"../../etc/passwd", "etc-passwd-42.png"},
		{"狐", "picture-42.png"},
		{strings.Repeat("word ", 99), "word-word-word-word-word-word-42.png"},
	}
	for _, c := range cases {
		if got := FileName(c.prompt, "42"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.prompt, got, c.want)
		}
	}
}
