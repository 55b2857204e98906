package wgsl

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.wgsl
var files embed.FS

// The element access of a weighted kernel stands between these lines.
const (
	elementFrom = "// element: "
	elementTo   = "// end element\n"
)

// Source is the WGSL text of a variant: the kernel's file as it stands for f32,
// else with its element access replaced by that of the variant's element. The
// choices stay override constants, for the pipeline to set.
func Source(v Variant) (string, error) {
	if err := Check(v); err != nil {
		return "", err
	}
	text, err := files.ReadFile(v.Kernel + ".wgsl")
	if err != nil {
		return "", fmt.Errorf("wgsl: %w", err)
	}
	if v.Element == F32 {
		return string(text), nil
	}
	include, err := files.ReadFile("element_" + v.Element.String() + ".wgsl")
	if err != nil {
		return "", fmt.Errorf("wgsl: %w", err)
	}
	from, to, ok := section(string(text), elementFrom, elementTo)
	if !ok {
		return "", fmt.Errorf("wgsl: %s.wgsl has no element section; put the f32 access between %q and %q", v.Kernel, elementFrom+"f32", strings.TrimSpace(elementTo))
	}
	return string(text)[:from] + string(include) + string(text)[to:], nil
}

// section finds the text between two marker lines, both included.
func section(text, begin, end string) (from, to int, ok bool) {
	from = strings.Index(text, begin)
	if from < 0 {
		return 0, 0, false
	}
	n := strings.Index(text[from:], end)
	if n < 0 {
		return 0, 0, false
	}
	return from, from + n + len(end), true
}
