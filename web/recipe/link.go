package recipe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unclip/wasm/bridge"
)

// members lists what a link holds, by key: short ones, since people send links.
func (r *Recipe) members() []member {
	g := &r.Request
	return []member{
		{"p", &g.Prompt}, {"seed", &g.Seed}, {"n", &g.Negative}, {"count", &g.Count}, {"size", &g.Size},
		{"steps", &g.Steps}, {"g", &g.Guidance}, {"ig", &g.ImageGuidance}, {"sampler", &g.Sampler}, {"eta", &g.Eta},
		{"prior", &g.Prior}, {"ps", &g.PriorSteps}, {"pg", &g.PriorGuidance}, {"c", &g.Candidates}, {"us", &g.UpsampleSteps},
		{"m", &r.Model}, {"mode", &r.Mode}, {"s", &r.Strength}, {"from", &r.From},
	}
}

// told lists what the link of a mode holds: one to a picture from words stays
// short.
func (r *Recipe) told() []member {
	all, untold := r.members(), 2
	switch r.Mode {
	case create:
		untold = 3
	case edit:
		untold = 0
	case Paint:
		untold = 1
	}
	return all[:len(all)-untold]
}

// member is a key with the place of its value: *string, *int or *float64.
type member struct {
	key string
	to  any
}

// Link writes the recipe as the fragment of an address, with the # in front.
func (r *Recipe) Link() string {
	var parts []string
	for _, m := range r.told() {
		if text := m.text(); text != "" {
			parts = append(parts, m.key+"="+escape(text))
		}
	}
	return "#" + strings.Join(parts, "&")
}

// ParseLink reads the fragment of an address over some settings; keys that it
// does not know are left out. A fragment without a prompt is no recipe, but for
// pictures that are made from others.
func ParseLink(fragment string, settings bridge.Generate) (*Recipe, error) {
	if len(fragment) > MaxText {
		return nil, fmt.Errorf("%w (%d bytes)", ErrFormat, len(fragment))
	}
	r := &Recipe{Mode: create, Request: settings}
	r.Request.Prompt, r.Request.ImageGuidance = "", asWords
	for _, part := range strings.Split(strings.TrimPrefix(fragment, "#"), "&") {
		key, value, _ := strings.Cut(part, "=")
		if err := r.set(key, value); err != nil {
			return nil, err
		}
	}
	if r.Request.Prompt == "" && r.Mode == create {
		return nil, fmt.Errorf("%w (no prompt)", ErrFormat)
	}
	if !slices.Contains(modes, r.Mode) {
		return nil, fmt.Errorf("%w (mode)", ErrFormat)
	}
	r.settle()
	return r, r.check()
}

// asWords is an image guidance that no request has: a link has said nothing of it.
const asWords = -1

// settle takes out what has no place in the mode. One guidance means that of the
// words and of the image.
func (r *Recipe) settle() {
	if r.Mode != edit {
		r.From = ""
	}
	if r.Mode != edit && r.Mode != Paint {
		r.Strength = 0
	}
	if g := &r.Request; g.ImageGuidance == asWords {
		g.ImageGuidance = g.Guidance
	}
}

func (r *Recipe) set(key, value string) error {
	for _, m := range r.members() {
		if m.key != key {
			continue
		}
		text, ok := unescape(value)
		if !ok || !m.set(text) {
			return fmt.Errorf("%w (%s)", ErrFormat, key)
		}
	}
	return nil
}

func (m member) text() string {
	switch p := m.to.(type) {
	case *string:
		return *p
	case *int:
		return strconv.Itoa(*p)
	case *float64:
		return strconv.FormatFloat(*p, 'g', -1, 64)
	}
	return ""
}

func (m member) set(text string) bool {
	var err error
	switch p := m.to.(type) {
	case *string:
		*p = text
	case *int:
		*p, err = strconv.Atoi(text)
	case *float64:
		*p, err = strconv.ParseFloat(text, 64)
	}
	return err == nil
}
