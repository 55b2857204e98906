package unclip

import (
	"reflect"
	"testing"
)

func TestGlimpsesAreFew(t *testing.T) {
	for _, c := range []struct {
		all  int
		want []int
	}{{319, []int{40, 80, 160}}, {96, []int{12, 24, 48}}, {6, []int{1, 2, 3}}, {2, []int{1}}, {1, nil}} {
		var due []int
		for drawn := 1; drawn <= c.all; drawn++ {
			if glimpseDue(drawn, c.all) {
				due = append(due, drawn)
			}
		}
		if !reflect.DeepEqual(due, c.want) {
			t.Errorf("of %d codes: pictures behind %v, want %v", c.all, due, c.want)
		}
	}
}
