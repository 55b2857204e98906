package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// write puts a file into a folder that stands for the module's root.
func write(t *testing.T, text string) (root, file string) {
	t.Helper()
	root = t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a.wgsl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return root, "a.wgsl"
}

func TestRules(t *testing.T) {
	for _, c := range []struct{ line, rule, want string }{
		{"if i < n {", "relation", "if i <= n {"},
		{"let a = b + c;", "sign", "let a = b - c;"},
		{"let a = b % c;", "product", "let a = b / c;"},
		{"a += b;", "sum", "a = b;"},
		{"let a = b[7u];", "off by one", "let a = b[8u];"},
		{"let a = 1.702 * b;", "constant", "let a = 1.71902 * b;"},
		{"let a = 0.0;", "constant", "let a = 1.0;"},
		{"workgroupBarrier();", "barrier", ""},
		{"let a = min(b, c);", "clamp", "let a = max(b, c);"},
		{"if a && b {", "logic", "if a || b {"},
		{"a *= s.x;", "component", "a *= s.y;"},
		{"let at = r * params.ldx;", "stride", "let at = r * params.ldw;"},
	} {
		list, err := mutants(write(t, "// y\n"+c.line+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, m := range list {
			if m.rule == c.rule && m.was == c.line {
				found = m.is
			}
		}
		if found != c.want {
			t.Errorf("%s: %q became %q, want %q", c.rule, c.line, found, c.want)
		}
	}
}

// What only declares, and comments, stay as they are.
func TestDeclarationsStay(t *testing.T) {
	list, err := mutants(write(t, "// a < b\n@group(0) @binding(1) var<uniform> p: P;\nstruct P { a: u32 }\noverride ACT: u32 = 0u;\nfn f(a: u32) -> u32 {\n}\nx(); // a < b\n"))
	if err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// A mutant keeps its place in the order when other lines change, and every file
// has its turn.
func TestSample(t *testing.T) {
	root, file := write(t, "// y\na = b + c;\nd = e < f;\n")
	before, _ := mutants(root, file)
	root, file = write(t, "// y\n\nlet more = 1u;\na = b + c;\nd = e < f;\n")
	after, _ := mutants(root, file)
	if before[0].order(3) != after[len(after)-len(before)].order(3) || before[0].order(3) == before[0].order(4) {
		t.Error("the order depends on other lines, or not on the seed")
	}
	other := append([]mutant(nil), before...)
	for i := range other {
		other[i].file = "b.wgsl"
	}
	dealt := sample([][]mutant{before, other}, 1)
	if len(dealt) != 2*len(before) || dealt[0].file == dealt[1].file {
		t.Errorf("%v", dealt)
	}
}

func TestFit(t *testing.T) {
	for _, text := range []string{"// shorter\nab\n", "// longer\nabcdefgh\n"} {
		got, ok := fit(text, 30)
		if _, rest, _ := strings.Cut(text, "\n"); !ok || len(got) != 30 || !strings.HasSuffix(string(got), rest) || !strings.HasPrefix(string(got), "//") {
			t.Errorf("%q became %q", text, got)
		}
	}
	if _, ok := fit("// a\nabcdef\n", 8); ok {
		t.Error("a text became shorter than itself")
	}
}

func TestPattern(t *testing.T) {
	names := []string{"TestWebGPU/cases/act/f32/ACT=1_n=4_unit", "TestWebGPU/cases/copy/f32_rows=1"}
	for level, part := range strings.Split(pattern(names), "/") {
		for _, name := range names {
			if parts := strings.Split(name, "/"); level < len(parts) && !regexp.MustCompile(part).MatchString(parts[level]) {
				t.Errorf("%s does not match %s", part, parts[level])
			}
		}
	}
}

// TestWatch: a program that computes for ever is ended, one that waits is not.
func TestWatch(t *testing.T) {
	if _, hung, _ := watch(command(t.Context(), ".", "sh", "-c", "while :; do :; done"), 200*time.Millisecond); !hung {
		t.Error("an endless loop was not noticed")
	}
	out, hung, err := watch(command(t.Context(), ".", "sh", "-c", "sleep 2; echo done"), 200*time.Millisecond)
	if hung || err != nil || string(out) != "done\n" {
		t.Errorf("hung %v, %v: %q", hung, err, out)
	}
}

// TestArguments: every argued mutant is one of those that the rules make today.
func TestArguments(t *testing.T) {
	made := map[string]bool{}
	for key := range argued {
		file, _, _ := strings.Cut(key, "\n")
		list, err := mutants("../..", file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			made[m.key()] = true
		}
	}
	for key, why := range argued {
		if !made[key] || len(why) < 20 {
			t.Errorf("no rule makes this mutant, or its argument is short:\n%s\n%s", key, why)
		}
	}
}
