package wgsl

import (
	"strings"
	"testing"
)

// maxVariants keeps the closed set small enough to compile whole in CI.
const maxVariants = 192

func TestReachable(t *testing.T) {
	list := Reachable()
	count, keys := map[string]int{}, map[string]bool{}
	for _, v := range list {
		count[v.Kernel]++
		if keys[v.Key()] {
			t.Errorf("%s is listed twice", v.Key())
		}
		keys[v.Key()] = true
	}
	t.Logf("%d variants: %v", len(list), count)
	if len(list) > maxVariants {
		t.Errorf("%d variants, more than %d; do all of them earn their compile time?", len(list), maxVariants)
	}
	for _, name := range Names() {
		if count[name] == 0 {
			t.Errorf("no variant of %s", name)
		}
	}
}

func TestCheck(t *testing.T) {
	cases := []struct {
		v    Variant
		want string // part of the error, "" for none
	}{
		{Variant{Kernel: "matmul", Element: I4, Choices: [4]uint8{2, 1, 0}}, ""},
		{Variant{Kernel: "matmul", Choices: [4]uint8{0, 1, 1}}, ""},
		{Variant{Kernel: "matmul", Choices: [4]uint8{1, 1, 1}}, "both ACT and RESIDUAL"},
		{Variant{Kernel: "matmul", Choices: [4]uint8{4}}, "ACT=4"},
		{Variant{Kernel: "matmul", Element: 4}, "element 4"},
		{Variant{Kernel: "softmax", Element: I8}, "cannot read element"},
		{Variant{Kernel: "softmax", Choices: [4]uint8{1}}, "no choice 0"},
		{Variant{Kernel: "act"}, "ACT=0"},
		{Variant{Kernel: "fft"}, `no kernel "fft"`},
	}
	for _, c := range cases {
		err := Check(c.v)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Check(%+v) = %v, want %q", c.v, err, c.want)
		}
	}
}

func TestGrid(t *testing.T) {
	for _, n := range []int{1, 63, 64, 65, 64 * maxGroups, 64*maxGroups + 1, 3*64*maxGroups - 5} {
		g := Grid(n)
		if lanes := int(g[0]) * int(g[1]) * Lanes; lanes < n || g[0] > maxGroups || g[1] > maxGroups || g[2] != 1 {
			t.Errorf("Grid(%d) = %v, %d lanes", n, g, lanes)
		}
	}
}
