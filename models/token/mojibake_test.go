package token

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// misreadAs makes the damage: the UTF-8 bytes of text as Windows-1252.
func misreadAs(text string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteRune(windowsRune(rune(text[i])))
	}
	return b.String()
}

func TestRepairMojibake(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"umlaut", "schÃ¶n", "schön"},
		{"quotes", "â€œquotedâ€\u009d", "“quoted”"},
		{"Latin-1", "StraÃ\u009fe", "Straße"},
		{"twice", "Ã\u0083Â¶", "ö"},
		{"dash, twice", misreadAs(misreadAs("a — b")), "a — b"},
		{"thrice", misreadAs(misreadAs(misreadAs("“été”"))), "“été”"},
		{"hard space", "voilÃ\u00a0 Â\u00a0!", "voilà \u00a0!"},
		{"degrees", "20Â°C", "20°C"},
		{"sign inside a word", "Ã®le, Å›nieg", "île, śnieg"},
		{"small letter before", "sÃ»r", "sûr"},
		{"in sound text", "été â€“ Ω", "été – Ω"},
		{"Cyrillic", misreadAs("привет"), "привет"},
		{"Greek", misreadAs("καλημέρα"), "καλημέρα"},
		{"Hebrew", misreadAs("שלום"), "שלום"},
		{"CJK", misreadAs("日本語 한국어"), "日本語 한국어"},
		{"emoji", misreadAs("👩‍👧 😀"), "👩‍👧 😀"},
		{"only some of it", "schÃ¶n und schön", "schön und schön"},
		{"invalid bytes", "Ã(", "Ã("},
	}
	for _, test := range tests {
		if got := repairMojibake(test.text); got != test.want {
			t.Errorf("%s: %+q becomes %+q, want %+q", test.name, test.text, got, test.want)
		}
	}
}

// Sound text whose characters happen to be UTF-8 when written as bytes.
func TestRepairKeepsSoundText(t *testing.T) {
	for _, text := range []string{
		"", "plain", "naïve café Ünïcödé", "Ã", "Â", "São, IRMÃ, MAÇÃ”", "日本語", "Ελληνικά", "привет", "עברית", "😀",
		"CAFÉ”", "CAFÉ™", "«CAFÉ»", "CAFÉ’s", "CAFÉ—bar", "CAFÉ\u00a0:", "„TSCHÜß“ Ö“", "«\u00a0café\u00a0»", "café”…", "“café…”",
		"à\u00a0«\u00a0la\u00a0»", "“é”—é", "VÝŠKA TÝŽDEŇ", "Ýšek", "ÉŒ", "zoom 3×”", "Äpfel — «ça va?» £5 ½", "país… año”",
	} {
		if got := repairMojibake(text); got != text {
			t.Errorf("%+q becomes %+q", text, got)
		}
	}
}

// One garbled character of every kind comes back inside a small word. Those
// that look like sound text there are exempt; TestRepairKeepsSoundText has them.
func TestRepairEveryCharacter(t *testing.T) {
	for r := rune(0xA0); r < 0x20000; r++ {
		word := "ab" + string(r) + "cd"
		broken := misreadAs(word)
		if !utf8.ValidRune(r) || plausible([]rune(broken), 2, utf8.RuneLen(r)) {
			continue
		}
		if got := repairMojibake(broken); got != word {
			t.Fatalf("%+q, garbled to %+q, becomes %+q", word, broken, got)
		}
	}
}

func FuzzRepairMojibake(f *testing.F) {
	for _, text := range []string{"schÃ¶n", "â€œ Ã â€\ufffd", "ÂÂÂ¶", "í\u00a0½í¸\u0080", "\u0080\u0081", "CAFÉ”"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\ufffd")
		repaired := repairMojibake(text)
		if !utf8.ValidString(repaired) || utf8.RuneCountInString(repaired) > utf8.RuneCountInString(text) {
			t.Fatalf("%q becomes %q", text, repaired)
		}
		// Each round removes a character, so a short text is done in time.
		if utf8.RuneCountInString(text) <= maxRounds && repairMojibake(repaired) != repaired {
			t.Fatalf("%q becomes %q, and that %q", text, repaired, repairMojibake(repaired))
		}
	})
}
