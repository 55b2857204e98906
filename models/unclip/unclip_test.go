package unclip

import (
	"strings"
	"testing"

	"unclip/models/clip"
	"unclip/models/token"
)

func TestNewRefusesAnotherModelsTokenizer(t *testing.T) {
	text := func(vocab, context int) *Config {
		return &Config{Text: clip.TextConfig{Vocab: vocab, Context: context}, stages: map[string]bool{"text": true}}
	}
	for _, c := range []struct {
		name    string
		config  *Config
		context int
		want    string // part of the error; empty = accepted
	}{
		{"its own", text(514, 77), 77, ""},
		{"its own, of another length", text(514, 96), 96, ""},
		{"another vocabulary", text(600, 77), 77, "different models"},
		{"a longer text tower", text(514, 96), 77, "tower's context"},
		{"a shorter text tower", text(514, 12), 77, "tower's context"},
		{"no text tower", &Config{}, 77, "no text stage"},
	} {
		tokens, err := token.New(nil, token.WithContext(c.context))
		if err != nil {
			t.Fatal(err)
		}
		_, err = New(c.config, tokens, nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
