package wgsl

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	uniformRe = regexp.MustCompile(`@group\(0\) @binding\(0\) var<uniform> params: Params;`)
	fieldRe   = regexp.MustCompile(`(\w+): (u32|f32)`)
	storageRe = regexp.MustCompile(`@group\(0\) @binding\((\d+)\) var<storage, (read|read_write)> (\w+): array<`)
	overrideR = regexp.MustCompile(`(?m)^override (\w+): u32 = (\d)u;`)
)

func kernelText(t *testing.T, name string) string {
	t.Helper()
	if spec := Specs()[name]; spec != nil {
		name = spec.file()
	}
	text, err := files.ReadFile(name + ".wgsl")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestParams: the Params struct names the words of the table in order, and eps
// alone is a float.
func TestParams(t *testing.T) {
	for _, name := range Names() {
		text := kernelText(t, name)
		if !uniformRe.MatchString(text) {
			t.Errorf("%s: no uniform params at binding 0", name)
		}
		_, body, _ := strings.Cut(text, "struct Params {")
		body, _, _ = strings.Cut(body, "}")
		var got []string
		for _, m := range fieldRe.FindAllStringSubmatch(body, -1) {
			if (m[1] == "eps") != (m[2] == "f32") {
				t.Errorf("%s: param %s is %s", name, m[1], m[2])
			}
			got = append(got, m[1])
		}
		if want := Specs()[name].Params; strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: struct Params has %v, the table %v", name, got, want)
		}
	}
}

// TestBindings: every variant declares the storage of the table, in any order.
func TestBindings(t *testing.T) {
	for _, v := range Reachable() {
		text, err := Source(v)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int]string{}
		for _, m := range storageRe.FindAllStringSubmatch(text, -1) {
			at, _ := strconv.Atoi(m[1])
			got[at] = m[3] + " " + m[2]
		}
		spec := Specs()[v.Kernel]
		if len(got) != len(spec.Bindings) || strings.Count(text, "var<storage") != len(spec.Bindings) {
			t.Errorf("%s: %d storage bindings, the table has %d", v.Key(), strings.Count(text, "var<storage"), len(spec.Bindings))
		}
		for i, b := range spec.Bindings {
			if want := b.Name + " " + [...]string{"read", "read_write"}[b.Access]; got[i+1] != want {
				t.Errorf("%s: binding %d is %q, the table says %q", v.Key(), i+1, got[i+1], want)
			}
		}
		if len(spec.Bindings) > 8 {
			t.Errorf("%s: %d storage bindings; WebGPU's default limit is 8", v.Kernel, len(spec.Bindings))
		}
	}
}

// TestOverrides: the file's constants are the table's, each with a default that
// the table allows.
func TestOverrides(t *testing.T) {
	for _, name := range Names() {
		spec := Specs()[name]
		found := overrideR.FindAllStringSubmatch(kernelText(t, name), -1)
		if len(found) != len(spec.Overrides) {
			t.Errorf("%s: %d overrides, the table has %d", name, len(found), len(spec.Overrides))
			continue
		}
		for i, o := range spec.Overrides {
			if found[i][1] != o.Name || found[i][2] != strconv.Itoa(o.Values[0]) {
				t.Errorf("%s: override %s = %s, the table says %s = %d", name, found[i][1], found[i][2], o.Name, o.Values[0])
			}
		}
	}
}

// TestSharedText: files stand alone, so texts that several need are repeated;
// the repetitions must not drift apart.
func TestSharedText(t *testing.T) {
	shared := []struct {
		begin, end string
		files      []string
	}{
		{"// element: f32\n", elementTo, []string{"matmul", "conv", "gather", "winograd_filter", "matmul_quad", "matmul_tiled", "conv_tiled"}},
		{"// The complement of erf", "\n// Rows past", []string{"matmul_quad", "matmul_tiled"}},
		{"// act\n", "// end act\n", []string{"act", "affine", "matmul"}},
		{"@compute", "    let index = gid.x + gid.y * groups.x * 64u;\n", names(false)},
		{", @builtin(workgroup_id)", "    let index = tile.x + tile.y * groups.x;\n", names(true)},
		{"override TX", "\n\n", []string{"matmul_tiled", "conv_tiled"}},
		{"// tile: f32\n", tileTo, []string{"matmul_tiled", "conv_tiled"}},
		{"// multiply\n", "// end multiply\n", []string{"matmul_tiled", "conv_tiled"}},
		{"// total: ", "// end total\n", []string{"softmax_wide", "layernorm_wide", "groupnorm_partial_wide"}},
	}
	for _, s := range shared {
		var first string
		for i, name := range s.files {
			text := kernelText(t, name)
			from, to, ok := section(text, s.begin, s.end)
			switch {
			case !ok:
				t.Errorf("%s: no section %q", name, s.begin)
			case i == 0:
				first = text[from:to]
			case text[from:to] != first:
				t.Errorf("%s: section %q differs from that of %s", name, s.begin, s.files[0])
			}
		}
	}
}

// names lists the kernels that are tiled, or those that are not.
func names(tiled bool) []string {
	var list []string
	for _, name := range Names() {
		if Specs()[name].Tiled == tiled {
			list = append(list, name)
		}
	}
	return list
}

// TestPlainText: no file needs a feature or a preprocessor, and only tiled
// kernels have barriers.
func TestPlainText(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".wgsl")
		text, spec := kernelText(t, name), Specs()[name]
		forbidden := []string{"enable ", "requires ", "#", "\t", "{{"}
		if kind, storage, _ := strings.Cut(name, "_"); kind == "element" || kind == "tile" {
			if !strings.HasPrefix(text, "// "+kind+": "+storage+"\n") || !strings.HasSuffix(text, "// end "+kind+"\n") {
				t.Errorf("%s: not framed by its %s markers", e.Name(), kind)
			}
		} else if found[name] = true; spec == nil {
			t.Errorf("%s is not in the table", e.Name())
		}
		if spec == nil || !spec.Tiled {
			forbidden = append(forbidden, "workgroupBarrier", "var<workgroup>")
		}
		for _, word := range forbidden {
			if strings.Contains(text, word) {
				t.Errorf("%s contains %q", e.Name(), word)
			}
		}
	}
	for _, name := range Names() {
		if file := Specs()[name].file(); !found[file] {
			t.Errorf("%s has no file %s.wgsl", name, file)
		}
	}
}
