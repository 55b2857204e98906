package widget

import (
	"slices"
	"testing"
)

// TestSeedsMayBeNumbers: as far as numbers are exact, and not beyond.
func TestSeedsMayBeNumbers(t *testing.T) {
	var got []string
	node(t, `
		const { read } = await import("./protocol.js");
		const seeds = [7, 0, 2 ** 53 - 1, "18446744073709551615", "", -1, 1.5, 2 ** 53, NaN, "007", "18446744073709551616"];
		return seeds.map((seed) => {
			try {
				return JSON.stringify(read({ source: "unclip", v: 1, id: "a", type: "generate", prompt: "x", seed }).seed);
			} catch (error) {
				return error.message;
			}
		});`, &got)
	const refused = "seed is not valid."
	want := []string{`"7"`, `"0"`, `"9007199254740991"`, `"18446744073709551615"`, `""`, refused, refused, refused, refused, refused, refused}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
