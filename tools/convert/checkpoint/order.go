package checkpoint

import (
	"cmp"
	"strings"
)

// naturally orders names so that block.2 comes before block.10.
func naturally(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] == y[i] {
			continue
		}
		if number(x[i]) && number(y[i]) && len(x[i]) != len(y[i]) {
			return cmp.Compare(len(x[i]), len(y[i]))
		}
		return cmp.Compare(x[i], y[i])
	}
	return cmp.Compare(len(x), len(y))
}

func number(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
