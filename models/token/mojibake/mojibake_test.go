package mojibake

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFix(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"ASCII", "plain", "plain"},
		{"sound", "Äpfel — «ça va?» £5 ½", "Äpfel — «ça va?» £5 ½"},
		{"Windows-1252", "schÃ¶n", "schön"},
		{"twice", "Ã\u0083Â¶", "ö"},
		{"quotes", "â€œquotedâ€\u009d", "“quoted”"},
		{"lost byte", "â€œ like this â€\ufffd", "“ like this \ufffd"},
		{"space for A0", "voilÃ le travail", "voilà le travail"},
		{"Portuguese", "Ã quele", "àquele"},
		{"inside sound text", "été â€“ Ω", "été – Ω"},
		{"Windows-1251", "РїСЂРёРІРµС‚", "привет"},
		{"Mac Roman", "√©t√©", "été"},
		{"Mac Roman with a dash", "√©t√© – oui", "√©t√© – oui"},
		{"C1", "a\u0096b", "a–b"},
		{"surrogate pair", "í\u00a0½í¸\u0080 Ã©", "😀 é"},
		{"modified NUL", "À\u0080Ã©", "\x00é"},
		{"modified NUL, quirk", "Ã©À\n", "é\x00"},
	}
	for _, test := range tests {
		if got := Fix(test.text); got != test.want {
			t.Errorf("%s: %+q becomes %+q, want %+q", test.name, test.text, got, test.want)
		}
	}
}

// Against ftfy itself; see ../testdata/reference.py.
func TestReference(t *testing.T) {
	file, err := os.Open("testdata/ftfy.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	changed := 0
	for d := json.NewDecoder(file); d.More(); {
		var c struct{ Text, Fixed string }
		if err := d.Decode(&c); err != nil {
			t.Fatal(err)
		}
		if got := Fix(c.Text); got != c.Fixed {
			t.Errorf("%+q becomes %+q, want %+q", c.Text, got, c.Fixed)
		}
		if c.Text != c.Fixed {
			changed++
		}
	}
	if changed < 100 {
		t.Errorf("only %d broken texts in the file", changed)
	}
}

func TestTables(t *testing.T) {
	if charmaps[windows1252].name != "windows-1252" {
		t.Error("windows1252 is another set")
	}
	last := rune(-1)
	for _, s := range spans {
		if s.lo <= last || s.hi < s.lo {
			t.Errorf("span %+v after %#x", s, last)
		}
		last = s.hi
	}
	for _, set := range charmaps {
		if n := utf8.RuneCountInString(set.high); n != 128 {
			t.Errorf("%s has %d high characters", set.name, n)
		}
		bytes, ok := set.encode(set.high)
		if !ok || bytes[0] != 0x80 || bytes[127] != 0xFF {
			t.Errorf("%s does not write its own characters", set.name)
		}
	}
}

func FuzzFix(f *testing.F) {
	for _, text := range []string{"schÃ¶n", "â€œ Ã â€\ufffd", "РїСЂ", "í\u00a0½í¸\u0080", "\u0080\u0081"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\ufffd")
		fixed := Fix(text)
		if !utf8.ValidString(fixed) {
			t.Fatalf("%q becomes invalid %q", text, fixed)
		}
		if Fix(text) != fixed {
			t.Fatalf("%q: two answers", text)
		}
	})
}
