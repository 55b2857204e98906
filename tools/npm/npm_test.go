package npm

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Packages count as installed from the time of their lock file on.
func TestInstalled(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name  string
		files map[string]time.Time
		want  bool
	}{
		{"nothing", nil, false},
		{"a list alone", map[string]time.Time{"package-lock.json": now}, false},
		{"an older note", map[string]time.Time{"package-lock.json": now, "node_modules/.package-lock.json": now.Add(-time.Hour)}, false},
		{"a newer note", map[string]time.Time{"package-lock.json": now, "node_modules/.package-lock.json": now.Add(time.Hour)}, true},
		{"a note without a list", map[string]time.Time{"node_modules/.package-lock.json": now}, false},
	} {
		home := t.TempDir()
		for name, at := range c.files {
			write(t, filepath.Join(home, filepath.FromSlash(name)), at)
		}
		if got := installed(home); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func write(t *testing.T, path string, at time.Time) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}
