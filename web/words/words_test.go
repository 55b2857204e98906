package words

import (
	"strings"
	"testing"

	"unclip/wasm/bridge"
)

func TestFigures(t *testing.T) {
	cases := []struct{ got, want string }{
		{Bytes(0), "0 B"}, {Bytes(999), "999 B"}, {Bytes(1000), "1 kB"}, {Bytes(999_499), "999 kB"},
		{Bytes(1_000_000), "1.0 MB"}, {Bytes(9_940_000), "9.9 MB"}, {Bytes(10_400_000), "10 MB"},
		{Bytes(1_750_000_000), "1.8 GB"},
		{Seconds(0.04), "0.0 s"}, {Seconds(3.21), "3.2 s"}, {Seconds(12.3), "12 s"}, {Seconds(150), "2 min"}, {Seconds(7200), "2.0 h"},
		{Left(0), "1 s"}, {Left(3.2), "4 s"}, {Left(130), "3 min"},
		{Number(4), "4"}, {Number(2.5), "2.5"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestEveryChoiceHasAName(t *testing.T) {
	for _, value := range append(bridge.Samplers[:], bridge.Priors[:]...) {
		if Choices[value] == "" {
			t.Errorf("%q has no name", value)
		}
	}
}

func TestProblemsAreCalm(t *testing.T) {
	for code, p := range Problems {
		if p.Title == "" || strings.ContainsAny(p.Title+p.Message+p.Advice, "!") {
			t.Errorf("%s: %+v", code, p)
		}
	}
}
