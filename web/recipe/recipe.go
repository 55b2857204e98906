// Package recipe is all that it takes to make a picture again: the words, the
// settings, and the digest of the model. A recipe travels as the fragment of an
// address and, as JSON, inside of PNG files and the history. Both readers take
// untrusted text.
package recipe

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"unclip/wasm/bridge"
)

// Recipe is how a picture was made.
type Recipe struct {
	Mode     string          `json:"mode"` // create, vary, blend, edit, probe, or Paint
	Request  bridge.Generate `json:"request"`
	Model    string          `json:"model"`              // its edition: name, version and short digest, which older ones lack
	From     string          `json:"from,omitempty"`     // the caption that an edit starts from
	Strength float64         `json:"strength,omitempty"` // of an edit or of redrawing
	Of       string          `json:"of,omitempty"`       // what the pictures show that it was made from, where it has no words
	Value    float64         `json:"value,omitempty"`    // what sets the picture apart in its sheet
}

// Paint is the mode of a picture that was painted over, and redrawn from a share
// of the noise that is its Strength.
const Paint = "paint"

// The modes that have something of their own here.
const (
	create = "create"
	edit   = "edit"
)

// modes lists all that make pictures.
var modes = []string{create, "vary", "blend", edit, "probe", Paint}

// FromWords says that the recipe is all that its picture takes: no other goes in.
func (r *Recipe) FromWords() bool { return r.Mode == create }

// MaxText is the most bytes that a reader looks at.
const MaxText = 1 << 16

// ErrFormat is wrapped by the errors of both readers.
var ErrFormat = errors.New("recipe: not readable; make the picture or the link anew")

// Title is the words, or where there are none, those of the pictures that went in;
// blank where they have none either.
func (r *Recipe) Title() string { return cmp.Or(r.Request.Prompt, r.Of) }

// JSON writes the recipe for a file.
func (r *Recipe) JSON() string {
	text, err := json.Marshal(r)
	if err != nil {
		return "" // cannot happen: the fields are plain
	}
	return string(text)
}

// ParseJSON reads what JSON has written.
func ParseJSON(text string) (*Recipe, error) {
	if len(text) > MaxText {
		return nil, fmt.Errorf("%w (%d bytes)", ErrFormat, len(text))
	}
	r := &Recipe{}
	if err := json.Unmarshal([]byte(text), r); err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrFormat, err)
	}
	if r.Mode == edit && r.From == "" && r.Strength > mostTurned {
		r.Mode = Paint // once both had one name
	}
	return r, r.check()
}

// mostTurned is the largest strength of an edit by words.
const mostTurned = 0.5

// check refuses what the engine would refuse.
func (r *Recipe) check() error {
	r.Request.ID = 1
	if _, err := bridge.Encode(r.message()); err != nil {
		return fmt.Errorf("%w (%v)", ErrFormat, err)
	}
	if utf8.RuneCountInString(r.Of) > bridge.MaxPromptRunes {
		return fmt.Errorf("%w (a title is too long)", ErrFormat)
	}
	if len(r.Mode) > bridge.MaxNameRunes || len(r.Model) > bridge.MaxNameRunes {
		return fmt.Errorf("%w (a name is too long)", ErrFormat)
	}
	return nil
}

// message is the request as the engine takes it, from a picture of one pixel
// where the recipe has settings of its own for pictures.
func (r *Recipe) message() bridge.Message {
	dot := bridge.Source{Width: 1, Height: 1, Pixels: bridge.Memory{0, 0, 0, 0}}
	switch r.Mode {
	case edit:
		return &bridge.TextDiff{Request: r.Request, Source: dot, From: r.From, Strength: r.Strength}
	case Paint:
		return &bridge.Repaint{Request: r.Request, Source: dot, Strength: r.Strength, Repeats: 1}
	}
	return &r.Request
}

// Digest is the digest of a model's edition, or "" where it has none.
func Digest(edition string) string {
	digest := edition[strings.LastIndexByte(edition, ' ')+1:]
	if len(digest) != bridge.DigestRunes || strings.Trim(digest, "0123456789abcdef") != "" {
		return ""
	}
	return digest
}
