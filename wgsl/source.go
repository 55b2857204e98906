package wgsl

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.wgsl
var files embed.FS

// The element access of a weighted kernel and the type of a tiled one's workgroup
// memory stand between these lines.
const (
	elementFrom = "// element: "
	elementTo   = "// end element\n"
	tileFrom    = "// tile: "
	tileTo      = "// end tile\n"
)

// Source is the WGSL text of a variant: the kernel's file as it stands for f32,
// else with its element access replaced by that of the variant's element; kernels
// of halves also have their tiles replaced, and features are enabled. The choices
// stay override constants, for the pipeline to set.
func Source(v Variant) (string, error) {
	if err := Check(v); err != nil {
		return "", err
	}
	spec := specs[v.Kernel]
	text, err := files.ReadFile(spec.file() + ".wgsl")
	if err != nil {
		return "", fmt.Errorf("wgsl: %w", err)
	}
	source := string(text)
	if v.Element != F32 {
		if source, err = include(source, "element_"+v.Element.String(), elementFrom, elementTo); err != nil {
			return "", err
		}
	}
	if spec.Feature == Subgroups {
		source = "enable subgroups;\n" + source
	}
	if spec.Feature == Half {
		if source, err = include(source, "tile_f16", tileFrom, tileTo); err != nil {
			return "", err
		}
		source = "enable f16;\n" + source
	}
	return source, nil
}

// file names the kernel's text.
func (s *Spec) file() string {
	if s.Text != "" {
		return s.Text
	}
	return s.Name
}

// include replaces a section of a text by the file of that name.
func include(text, name, begin, end string) (string, error) {
	by, err := files.ReadFile(name + ".wgsl")
	if err != nil {
		return "", fmt.Errorf("wgsl: %w", err)
	}
	from, to, ok := section(text, begin, end)
	if !ok {
		return "", fmt.Errorf("wgsl: nowhere to put %s.wgsl; frame the f32 text by %q and %q", name, begin+"f32", strings.TrimSpace(end))
	}
	return text[:from] + string(by) + text[to:], nil
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
