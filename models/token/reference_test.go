package token

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
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

// 10,000 prompts: everyday ones, in many scripts, hard ones, one of 100 KB.
func TestPrompts(t *testing.T) {
	prompts := readPrompts(t)
	if len(prompts) != 10_000 {
		t.Fatalf("%d prompts, want 10,000", len(prompts))
	}
	plain, longest := clip(t, -1), 0
	for _, p := range prompts {
		longest = max(longest, len(p[0]))
		if got := digest(plain.Tokens(p[0])); got != p[1] {
			t.Errorf("%+.200q: ids with digest %s, want %s", p[0], got, p[1])
		}
	}
	if longest < 100_000 {
		t.Errorf("the longest prompt has %d bytes, want 100 KB", longest)
	}
}

// readPrompts lists texts and the digests of their ids.
func readPrompts(t *testing.T) (prompts [][2]string) {
	t.Helper()
	file, err := os.Open("testdata/prompts.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var p [2]string
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		prompts = append(prompts, p)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return prompts
}

// digest is the first six bytes of SHA-256 over the ids, as decimals with spaces.
func digest(ids []int32) string {
	sum := sha256.Sum256([]byte(strings.Trim(fmt.Sprint(ids), "[]")))
	return hex.EncodeToString(sum[:6])
}
