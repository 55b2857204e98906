package dialect

import (
	"strings"

	"unclip/models/weights"
)

// rule renames one layer. In both names '#' stands for a number.
type rule struct{ from, to string }

// exact renames one parameter that is no layer's weight or bias.
type exact struct {
	from, to string
	kind     weights.Kind
	asIs     bool
}

// table is the vocabulary of one component.
type table struct {
	layers  []rule
	exacts  []exact
	ignored []string // suffixes of buffers that hold no weights
}

// apply renames a name that matches; the numbers keep their order.
func apply(from, to, name string) (string, bool) {
	for {
		want, restOfWant, more := strings.Cut(from, ".")
		have, restOfName, moreName := strings.Cut(name, ".")
		switch {
		case more != moreName:
			return "", false
		case want == "#" && isNumber(have):
			to = strings.Replace(to, "#", have, 1)
		case want != have:
			return "", false
		}
		if !more {
			return to, true
		}
		from, name = restOfWant, restOfName
	}
}

func isNumber(s string) bool {
	return s != "" && len(s) < 4 && strings.Trim(s, "0123456789") == ""
}

// layer renames the stem of a layer's parameter.
func (t *table) layer(stem string) (string, bool) {
	for _, r := range t.layers {
		if to, ok := apply(r.from, r.to, stem); ok {
			return to, true
		}
	}
	return "", false
}

// exact finds the rule for a whole name.
func (t *table) exact(name string) (exact, bool) {
	for _, e := range t.exacts {
		if e.from == name {
			return e, true
		}
	}
	return exact{}, false
}

func (t *table) ignores(name string) bool {
	for _, s := range t.ignored {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// joined forms the rules for every leaf under every trunk.
func joined(trunks, leaves []rule) []rule {
	var rules []rule
	for _, t := range trunks {
		for _, l := range leaves {
			rules = append(rules, rule{t.from + "." + l.from, t.to + "." + l.to})
		}
	}
	return rules
}
