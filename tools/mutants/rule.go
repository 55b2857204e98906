package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// rule is one kind of mistake: what of a line it touches, and what it makes of it.
type rule struct {
	name string
	at   *regexp.Regexp // the first group is replaced
	by   func(was string) string
}

// rules are mistakes that people make in kernels and in plans; WGSL and Go share
// the signs that they touch.
var rules = []rule{
	{"relation", regexp.MustCompile(` (<=|>=|==|!=|<|>) `), swap("<", "<=", "<=", "<", ">", ">=", ">=", ">", "==", "!=", "!=", "==")},
	{"sign", regexp.MustCompile(` ([+-]) `), swap("+", "-", "-", "+")},
	{"product", regexp.MustCompile(` ([*/%]) `), swap("*", "+", "/", "*", "%", "/")},
	{"sum", regexp.MustCompile(` ([+*]=) `), swap("+=", "=", "*=", "=")},
	{"off by one", regexp.MustCompile(`(?:^|[ (\[,])(\d+)u?(?:[ )\],;]|$)`), next},
	{"constant", regexp.MustCompile(`\b(\d+\.\d+)\b`), worse},
	{"barrier", regexp.MustCompile(`(workgroupBarrier\(\);)`), swap("workgroupBarrier();", "")},
	{"clamp", regexp.MustCompile(`\b(min|max)\(`), swap("min", "max", "max", "min")},
	{"logic", regexp.MustCompile(`(&&|\|\||\btrue\b|\bfalse\b)`), swap("&&", "||", "||", "&&", "true", "false", "false", "true")},
	{"component", regexp.MustCompile(`\b\w+\.([xyzw])\b`), swap("x", "y", "y", "x", "z", "w", "w", "z")},
	{"stride", regexp.MustCompile(`params\.(ld\w*|L0|L1|H|W|OH|OW|M|N|K|KH|KW|TH|TW|C|IC|OC|pixels|groups|chunks)\b`), stride},
}

// swap replaces by pairs of words.
func swap(pairs ...string) func(string) string {
	by := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		by[pairs[i]] = pairs[i+1]
	}
	return func(was string) string { return by[was] }
}

// next is the number behind a whole number.
func next(was string) string {
	n, err := strconv.ParseUint(was, 10, 32)
	if err != nil {
		return was
	}
	return fmt.Sprint(n + 1)
}

// worse is a number that is one in a hundred off, zero excepted, which becomes one.
func worse(was string) string {
	x, err := strconv.ParseFloat(was, 64)
	if err != nil {
		return was
	}
	if x == 0 {
		return "1.0"
	}
	text := strconv.FormatFloat(x*1.01, 'g', 9, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// strides are sizes that are easily taken for each other.
var strides = [][]string{{"ldx", "ldw", "ldy"}, {"ld", "lds"}, {"ldu", "ldv"}, {"L0", "L1"}, {"H", "W"}, {"OH", "OW"}, {"KH", "KW"}, {"TH", "TW"},
	{"M", "N", "K"}, {"C", "groups"}, {"IC", "OC"}, {"pixels", "chunks"}}

// stride is the next size of the same family; a file without it makes a mutant
// that does not compile and is passed over.
func stride(was string) string {
	for _, family := range strides {
		for i, name := range family {
			if name == was {
				return family[(i+1)%len(family)]
			}
		}
	}
	return was
}
