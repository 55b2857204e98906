package release

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"unclip/web/release/releasetest"
	"unclip/web/server"
)

// sources are a small page.
func sources(t *testing.T, changed map[string]string) []server.File {
	t.Helper()
	texts := map[string]string{
		"index.html":    `<script src="boot.js"></script><link href="style.css"><img src="icon.svg">`,
		"boot.js":       `fetch("app.wasm"); new Worker('./worker.js'); navigator.serviceWorker.register("sw.js")`,
		"worker.js":     `importScripts("glue.js")`,
		"glue.js":       `1`,
		"style.css":     `a{}`,
		"icon.svg":      `<svg/>`,
		"app.wasm":      "\x00asm",
		"mirrors.js":    `const mirrors = [];`,
		"engine.js":     `const practice = false;`,
		"widget.js":     `const modelBytes = 0; const frame = "frame.html";`,
		"frame.html":    `<script src="boot.js"></script>`,
		"sw.js":         gapFiles + gapVersion,
		"wasm_exec.js":  `"boot.js"`,
		"unrelated.txt": `"boot.js"`,
	}
	dir := t.TempDir()
	var files []server.File
	for name, text := range texts {
		if other, ok := changed[name]; ok {
			text = other
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, server.File{Name: name, Path: path})
	}
	return files
}

func assemble(t *testing.T, changed map[string]string) map[string]string {
	t.Helper()
	site, err := Assemble(sources(t, changed), t.TempDir(), Facts{ModelBytes: 77, Practice: true, Mirrors: server.Mirrors{"https://a/", "https://b/c/"}})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range site {
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(data)
	}
	return texts
}

// find is the one name on the site that a source got.
func find(t *testing.T, site map[string]string, stem, extension string) string {
	t.Helper()
	pattern := regexp.MustCompile("^" + stem + `\.[0-9a-f]{16}\.` + extension + "$")
	for name := range site {
		if pattern.MatchString(name) {
			return name
		}
	}
	t.Fatalf("no %s with a digest in %v", stem, site)
	return ""
}

func TestReferencesFollowTheNames(t *testing.T) {
	site := assemble(t, nil)
	boot, worker, glue := find(t, site, "boot", "js"), find(t, site, "worker", "js"), find(t, site, "glue", "js")
	for _, c := range []struct{ name, want string }{
		{"index.html", `src="` + boot + `"`}, {"index.html", `href="` + find(t, site, "style", "css") + `"`}, {"index.html", `src="icon.svg"`},
		{boot, `"` + find(t, site, "app", "wasm") + `"`}, {boot, `'./` + worker + `'`}, {boot, `"sw.js"`}, {worker, `"` + glue + `"`},
		{"frame.html", boot}, {"widget.js", "modelBytes = 77;"}, {find(t, site, "mirrors", "js"), `mirrors = ["https://a/","https://b/c/"];`}, {find(t, site, "engine", "js"), "practice = true;"}, {"widget.js", `"frame.html"`}, {"unrelated.txt", `"boot.js"`},
		{find(t, site, "wasm_exec", "js"), `"boot.js"`},
	} {
		if !strings.Contains(site[c.name], c.want) {
			t.Errorf("%s lacks %s: %s", c.name, c.want, site[c.name])
		}
	}
	if len(site) != 14 {
		t.Errorf("%d files", len(site))
	}
}

// A change at the bottom changes every name on the way up, and no other.
func TestChangesReachTheTop(t *testing.T) {
	before, after := assemble(t, nil), assemble(t, map[string]string{"glue.js": "2"})
	for _, c := range []struct {
		stem, extension string
		same            bool
	}{{"glue", "js", false}, {"worker", "js", false}, {"boot", "js", false}, {"style", "css", true}, {"app", "wasm", true}} {
		if same := find(t, before, c.stem, c.extension) == find(t, after, c.stem, c.extension); same != c.same {
			t.Errorf("%s keeps its name: %t, want %t", c.stem, same, c.same)
		}
	}
	if before["sw.js"] == after["sw.js"] {
		t.Error("the service worker does not notice")
	}
}

func TestServiceWorkerListsEverything(t *testing.T) {
	site := assemble(t, nil)
	list := site["sw.js"]
	if strings.Contains(list, gapVersion) {
		t.Error("the version is missing")
	}
	for name, text := range site {
		sum := sha256.Sum256([]byte(text))
		if name == "index.html" {
			name = "./"
		}
		entry := `["` + name + `","sha256-` + base64.StdEncoding.EncodeToString(sum[:]) + `"]`
		if strings.Contains(list, entry) == (name == "sw.js") {
			t.Errorf("%s is listed wrongly in %s", name, list)
		}
	}
}

func TestCirclesAreSaid(t *testing.T) {
	for name, changed := range map[string]map[string]string{
		"circle": {"glue.js": `"boot.js"`}, "no gap": {"sw.js": "1"},
	} {
		if site, err := Assemble(sources(t, changed), t.TempDir(), Facts{}); err == nil {
			t.Errorf("%s: %v", name, site)
		}
	}
}

// Every file of the real page that names another one is rewritten.
func TestTheRealPage(t *testing.T) {
	site, err := Assemble(releasetest.Page(t), t.TempDir(), Facts{ModelBytes: 1})
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`["'](boot|worker|glue|mirrors|vugu|wasm_exec|style)\.(js|css)["']`)
	for _, f := range site {
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if found := plain.Find(data); found != nil {
			t.Errorf("%s still names %s", f.Name, found)
		}
	}
}
