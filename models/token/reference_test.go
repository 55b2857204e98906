package token

import (
	"slices"
	"testing"
)

// The table of the specification: CLIP's own ids for 124 texts.
func TestSpecification(t *testing.T) {
	type file struct {
		Cases []struct {
			Text   string
			OpenAI []int32
		}
	}
	// These two are the table's only texts in a wrong character set.
	broken := []string{"schÃ¶n", "â€œquotedâ€\u009d"}
	plain, repairing := clip(t, -1), clip(t, -1, WithMojibake())
	cases := readJSON[file](t, "testdata/tokenizer.json")[0].Cases
	if len(cases) != 124 {
		t.Fatalf("%d cases, want 124", len(cases))
	}
	for _, c := range cases {
		if got := repairing.Tokens(c.Text); !slices.Equal(got, c.OpenAI) {
			t.Errorf("%+q with repair: %v, want %v", c.Text, got, c.OpenAI)
		}
		if slices.Contains(broken, c.Text) {
			continue
		}
		if got := plain.Tokens(c.Text); !slices.Equal(got, c.OpenAI) {
			t.Errorf("%+q: %v, want %v", c.Text, got, c.OpenAI)
		}
	}
}

// Texts made to be hard, against the Python packages that CLIP uses; see
// testdata/reference.py.
func TestReference(t *testing.T) {
	type example struct {
		Text, Clean string
		IDs, Small  []int32
	}
	plain, small := clip(t, -1), clip(t, 8192-514)
	for _, c := range readJSON[example](t, "testdata/reference.jsonl") {
		if got := plain.Clean(c.Text); got != c.Clean {
			t.Errorf("%+q cleaned: %+q, want %+q", c.Text, got, c.Clean)
			continue
		}
		if got := plain.Tokens(c.Text); !slices.Equal(got, c.IDs) {
			t.Errorf("%+q: %v, want %v", c.Text, got, c.IDs)
		}
		if got := small.Tokens(c.Text); !slices.Equal(got, c.Small) {
			t.Errorf("%+q, 8192 ids: %v, want %v", c.Text, got, c.Small)
		}
	}
}
