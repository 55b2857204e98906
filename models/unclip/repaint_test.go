package unclip

import (
	"slices"
	"strings"
	"testing"
)

func TestWeakerBeginsBelowTheStrength(t *testing.T) {
	for _, c := range []struct {
		steps    int
		strength float64
		want     []int // nil: refused
	}{
		{5, 1, []int{999, 749, 500, 250, 0}},
		{5, .999, []int{749, 500, 250, 0}},
		{5, .5, []int{250, 0}},
		{5, .001, []int{0}},
		{2, .5, []int{0}},
		{1, 1, []int{999}},
		{1, .999, nil},
		{1, .001, nil},
	} {
		ts, err := weaker(c.steps, c.strength)
		if !slices.Equal(ts, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%d steps, strength %g: %v, %v; want %v", c.steps, c.strength, ts, err, c.want)
		}
		if err != nil && !strings.Contains(err.Error(), "2 steps or more") {
			t.Errorf("%d steps, strength %g: %v has no advice", c.steps, c.strength, err)
		}
	}
}
