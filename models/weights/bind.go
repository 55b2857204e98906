package weights

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Want is a tensor that a network asks for.
type Want struct {
	Name  string
	Kind  Kind
	Shape []int
}

// Location is where the bytes of a wanted tensor lie.
type Location struct {
	*Tensor
	Data   []Span // concatenated in order
	Scale  Span   // Bytes is 0 when there is none
	Layout Layout
}

// Bind finds every wanted tensor among those of the given stages (all stages
// when none is given) and returns their locations in the order of wanted. All
// missing, extra and misshapen tensors are reported in one error.
func Bind(m *Manifest, wanted []Want, stages ...string) ([]Location, error) {
	have := map[string]*Tensor{}
	for _, t := range m.Tensors {
		if len(stages) == 0 || slices.Contains(stages, m.Stage(t)) {
			have[t.Name] = t
		}
	}
	var wrong complaints
	found := make([]Location, 0, len(wanted))
	asked := make(map[string]bool, len(wanted))
	for _, w := range wanted {
		t := have[w.Name]
		asked[w.Name] = true
		if !wrong.compare(w, t) {
			continue
		}
		l, err := t.Layout()
		if err != nil {
			return nil, fmt.Errorf("weights: tensor %q: %w", t.Name, err)
		}
		found = append(found, Location{Tensor: t, Data: t.Data(), Scale: t.Scale(), Layout: l})
	}
	for name := range have {
		if !asked[name] {
			wrong.extra = append(wrong.extra, name)
		}
	}
	if err := wrong.err(m.Name); err != nil {
		return nil, err
	}
	return found, nil
}

// complaints collects what does not fit, so that one run tells all.
type complaints struct{ missing, extra, misshapen []string }

// compare notes a missing or misshapen tensor and reports whether all is well.
func (c *complaints) compare(w Want, t *Tensor) bool {
	switch {
	case t == nil:
		c.missing = append(c.missing, fmt.Sprintf("%s %s %v", w.Name, w.Kind, w.Shape))
	case t.Kind != w.Kind || !slices.Equal(squeeze(t.Shape), squeeze(w.Shape)):
		c.misshapen = append(c.misshapen, fmt.Sprintf("%s: the network wants %s %v, the model has %s %v", w.Name, w.Kind, w.Shape, t.Kind, t.Shape))
	default:
		return true
	}
	return false
}

// err joins the complaints, sorted, each list with its advice.
func (c *complaints) err(model string) error {
	var b strings.Builder
	section(&b, c.missing, "missing", "convert the complete checkpoint again, or check the depth and width in its config.json")
	section(&b, c.extra, "extra", "the configuration describes a smaller network than the one trained")
	section(&b, c.misshapen, "misshapen", "the configuration in the manifest does not belong to these weights")
	if b.Len() == 0 {
		return nil
	}
	return fmt.Errorf("weights: %w: model %q:%s", ErrMismatch, model, b.String())
}

func section(b *strings.Builder, list []string, what, advice string) {
	if len(list) == 0 {
		return
	}
	sort.Stable(sort.StringSlice(list))
	fmt.Fprintf(b, "\n%d %s (%s):", len(list), what, advice)
	for _, s := range list {
		b.WriteString("\n  " + s)
	}
}

// squeeze drops leading ones, which change neither storage nor meaning.
func squeeze(shape []int) []int {
	for len(shape) > 1 && shape[0] == 1 {
		shape = shape[1:]
	}
	return shape
}
