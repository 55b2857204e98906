package dialect

import "strings"

// Stages are the stages of our pipeline, in order.
var Stages = []string{"text", "image", "prior", "prior_ar", "codebook", "decoder", "upsample", "upsample_last"}

// StageOf is the stage that one of our tensors belongs to.
func StageOf(name string) string {
	first, _, _ := strings.Cut(name, ".")
	if first == "clip" {
		return "image"
	}
	return first
}

// shapes finds our shapes by name.
type shapes map[string][]int

func shapesOf(targets []Target) shapes {
	s := shapes{}
	for _, t := range targets {
		s[t.Name] = t.Shape
	}
	return s
}

// dim is one dimension of a tensor, counted from the end if negative; 0 if the
// tensor is absent.
func (s shapes) dim(name string, axis int) int {
	shape := s[name]
	if axis < 0 {
		axis += len(shape)
	}
	if axis < 0 || axis >= len(shape) {
		return 0
	}
	return shape[axis]
}

// count is the number of consecutive repeats of something: the '#' of the name
// runs from 0.
func (s shapes) count(name string) int {
	n := 0
	for s[strings.Replace(name, "#", itoa(n), 1)] != nil {
		n++
	}
	return n
}

// has reports whether any tensor belongs to a stage.
func (s shapes) has(stage string) bool {
	for name := range s {
		if StageOf(name) == stage {
			return true
		}
	}
	return false
}
