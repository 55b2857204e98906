package pngtext

import (
	"bytes"
	"testing"
)

func TestReadFindsWhatInsertWrote(t *testing.T) {
	for _, text := range []string{"", "plain", "several\nlines", "ein “Fuchs” – ثعلب"} {
		file, err := Insert(blankPNG(t), Text{"other", "x"}, Text{Keyword, text})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Read(file, Keyword); !ok || got != text {
			t.Errorf("%q came back as %q, %v", text, got, ok)
		}
		if got, ok := Read(file, "unc"); ok {
			t.Errorf("half a keyword finds %q", got)
		}
		file[len(file)/3]++ // one of the texts or their sums is broken now
		Read(file, Keyword)
	}
	if _, ok := Read([]byte("GIF89a, and quite a few more bytes behind it"), Keyword); ok {
		t.Error("found a text in no PNG")
	}
}

func FuzzRead(f *testing.F) {
	file, _ := Insert(blankPNG(f), Text{Keyword, "ein “Fuchs”"})
	f.Add(file)
	f.Add(blankPNG(f))
	f.Fuzz(func(t *testing.T, file []byte) {
		if text, ok := Read(file, Keyword); ok && !bytes.Contains(file, []byte(text)) {
			t.Fatalf("made %q up", text)
		}
	})
}
