//go:build browser

// Package naga asks Firefox's compiler what it thinks of the kernels; every
// other test compiles them with Chromium's.
package naga

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unclip/tools/npm"
	"unclip/wgsl"
)

// TestTexts compiles every text that a plan can ask for.
func TestTexts(t *testing.T) {
	keys, texts := reachable(t)
	for i, complaint := range complaints(t, texts) {
		if complaint != "" {
			t.Errorf("%s: %s", keys[i], complaint)
		}
	}
	t.Logf("naga accepts %d texts", len(texts))
}

// A text with a mistake is refused, or the test above would show nothing.
func TestMistake(t *testing.T) {
	if got := complaints(t, []string{"fn f() -> i32 { return 1u; }"}); got[0] == "" {
		t.Error("naga accepts an unsigned number for a signed one")
	}
}

// reachable lists the different texts of all variants. Naga knows the functions
// of subgroups, not yet their directive nor their built-in values.
func reachable(t *testing.T) (keys, texts []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, v := range wgsl.Reachable() {
		text, err := wgsl.Source(v)
		if err != nil {
			t.Fatal(err)
		}
		if seen[text] || wgsl.Specs()[v.Kernel].Feature == wgsl.Subgroups {
			continue
		}
		seen[text] = true
		keys, texts = append(keys, v.Key()), append(texts, strings.TrimPrefix(text, "enable subgroups;\n"))
	}
	return keys, texts
}

func complaints(t *testing.T, texts []string) (list []string) {
	t.Helper()
	home, err := npm.Install(t.Context(), "tools/naga")
	if err != nil {
		t.Fatal(err)
	}
	ask, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(home, "check.mjs"))
	cmd.Stdin = bytes.NewReader(ask)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v; %s", err, out)
	}
	if err := json.Unmarshal(out, &list); err != nil || len(list) != len(texts) {
		t.Fatalf("%d answers to %d texts: %v", len(list), len(texts), err)
	}
	return list
}
