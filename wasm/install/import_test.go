//go:build !js

package install_test

import (
	"context"
	"errors"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/mem"
)

// chosen are the files of publishModel's model, as a visitor would pick them.
func chosen(t *testing.T, m *weights.Manifest) map[string][]byte {
	t.Helper()
	raw, err := m.Encode()
	must(t, err)
	files := map[string][]byte{"manifest.json": raw, "merges.txt": []byte("a b\n"), "notes.txt": []byte("mine")}
	for i, s := range m.Shards {
		files[s.File] = content(4096, i/2)
	}
	return files
}

func picked(files map[string][]byte) (list []bridge.File) {
	for name, data := range files {
		list = append(list, bridge.MemoryFile{Title: name, Data: data})
	}
	return list
}

func TestImport(t *testing.T) {
	other := func(t *testing.T) []byte {
		m := publishModel(t, fetchtest.NewHost(nil))
		m.Version = "2"
		raw, err := m.Encode()
		must(t, err)
		return raw
	}
	for _, c := range []struct {
		name   string
		change func(t *testing.T, files map[string][]byte)
		code   string // of the file that is wrong
		file   string
	}{
		{"all", func(*testing.T, map[string][]byte) {}, "", ""},
		{"no manifest, which the host has", func(_ *testing.T, f map[string][]byte) { delete(f, "manifest.json") }, "", ""},
		{"another stage is missing", func(_ *testing.T, f map[string][]byte) { delete(f, "prior2.safetensors") }, "", ""},
		{"a shard is missing", func(_ *testing.T, f map[string][]byte) { delete(f, "text0.safetensors") }, bridge.MissingFile, "text0.safetensors"},
		{"a shard is short", func(_ *testing.T, f map[string][]byte) { f["text0.safetensors"] = f["text0.safetensors"][:9] }, bridge.WrongFile, "text0.safetensors"},
		{"a shard has other bytes", func(_ *testing.T, f map[string][]byte) { f["text0.safetensors"] = content(4096, 9) }, bridge.WrongFile, "text0.safetensors"},
		{"another model", func(t *testing.T, f map[string][]byte) { f["manifest.json"] = other(t) }, bridge.OtherModel, "tiny 2"},
		{"no manifest at all", func(_ *testing.T, f map[string][]byte) { f["manifest.json"] = []byte("{}") }, bridge.WrongFile, "manifest.json"},
		{"a huge manifest", func(_ *testing.T, f map[string][]byte) { f["manifest.json"] = make([]byte, 5<<20) }, bridge.WrongFile, "manifest.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, kept := fetchtest.NewHost(nil), mem.New(0)
			m := publishModel(t, h)
			l, shelf := newLibrary(t, h, kept, "text")
			_, err := l.Manifest(t.Context())
			must(t, err)
			shelf.SetOffline(true)
			files := chosen(t, m)
			c.change(t, files)
			got, err := l.Import(t.Context(), picked(files), true, func(int64, int64) {})
			wantFile(t, err, c.code, c.file)
			_, absent := kept.Manifest(t.Context(), base)
			if (absent == nil) != (c.code == "") {
				t.Errorf("the manifest is in the store: %v", absent == nil)
			}
			if err == nil && l.Cached(t.Context(), got) != m.Bytes("text") {
				t.Errorf("%d bytes are here", l.Cached(t.Context(), got))
			}
		})
	}
}

func wantFile(t *testing.T, err error, code, file string) {
	t.Helper()
	var wrong *bridge.FileError
	switch {
	case code == "" && err == nil:
	case !errors.As(err, &wrong):
		t.Fatalf("got error %v, want %s of %s", err, code, file)
	case wrong.Code != code || wrong.File != file:
		t.Errorf("got %s of %s, want %s of %s", wrong.Code, wrong.File, code, file)
	}
}

// Where the host has no model, files alone will do, and stay when it is gone.
func TestImportWithoutAHost(t *testing.T) {
	h, kept := fetchtest.NewHost(nil), mem.New(0)
	m := publishModel(t, h)
	l, shelf := newLibrary(t, h, kept, "text")
	shelf.SetOffline(true)
	files := chosen(t, m)
	delete(files, "manifest.json")
	_, err := l.Import(t.Context(), picked(files), true, func(int64, int64) {})
	wantFile(t, err, bridge.MissingFile, "manifest.json")
	imported, err := l.Import(t.Context(), picked(chosen(t, m)), true, func(int64, int64) {})
	must(t, err)
	again, shelf := newLibrary(t, h, kept, "text")
	shelf.SetOffline(true)
	got, err := again.Manifest(t.Context())
	must(t, err)
	if again.Cached(t.Context(), got) != m.Bytes("text") {
		t.Error("the next visit finds less")
	}
	if len(got.Digest) != 64 || imported.Digest != got.Digest {
		t.Errorf("the digest is %q, and was %q when it was imported", got.Digest, imported.Digest)
	}
}

// roomy is a library in a browser that promises some bytes.
func roomy(t *testing.T, free int64) (*install.Library, *mem.Store, *mem.Store, *fetchtest.Shelf, *weights.Manifest) {
	h, kept, overflow := fetchtest.NewHost(nil), mem.New(0), mem.New(0)
	publishModel(t, h)
	shelf := fetchtest.NewShelf(h)
	client, err := fetch.New(shelf, fetch.Policy{}, base)
	must(t, err)
	l := install.NewLibrary(install.Config{Name: base, Store: kept, Overflow: overflow, Client: client,
		Free: func(context.Context) (int64, error) { return free, nil }}, "text")
	m, err := l.Manifest(t.Context())
	must(t, err)
	return l, kept, overflow, shelf, m
}

// What would not fit is refused before a byte comes; for this visit it is taken
// nevertheless, and can be kept when there is room.
func TestRoom(t *testing.T) {
	quiet := func(int64, int64) {}
	l, kept, overflow, shelf, m := roomy(t, m0-1)
	_, before := shelf.Served()
	wantErr(t, "a byte too little", l.Install(t.Context(), m, true, quiet), store.ErrQuota)
	_, err := l.Import(t.Context(), picked(chosen(t, m)), true, quiet)
	wantErr(t, "a byte too little for files", err, store.ErrQuota)
	if _, n := shelf.Served(); n != before || len(shards(t, kept)) > 0 {
		t.Error("bytes came in spite of the refusal")
	}
	must(t, l.Install(t.Context(), m, false, quiet))
	if len(shards(t, kept)) > 0 || bytesIn(shards(t, overflow)) != m0 || l.Cached(t.Context(), m) != m.Bytes("text") {
		t.Error("the model for a visit is not in memory alone")
	}
	if n, free, visit := l.Room(t.Context(), m); n != 0 || free != m0-1 || !visit {
		t.Errorf("%d bytes kept, %d free, visit %v", n, free, visit)
	}
	must(t, l.Remove(t.Context()))
	if len(shards(t, overflow)) > 0 || l.Cached(t.Context(), m) != 0 {
		t.Error("what was removed is here")
	}

	l, kept, overflow, _, m = roomy(t, m0)
	must(t, l.Install(t.Context(), m, false, quiet))
	must(t, l.Install(t.Context(), m, true, quiet))
	if n, _, visit := l.Room(t.Context(), m); n != m0 || visit || len(shards(t, overflow)) > 0 {
		t.Errorf("%d bytes kept, visit %v: the model of a visit was not kept when asked for", n, visit)
	}
	must(t, l.Remove(t.Context()))
	if len(shards(t, kept)) > 0 {
		t.Error("what was removed is in the store")
	}
}

// A store that is full, in a browser that promised more, leaves the choice too.
func TestBrokenPromise(t *testing.T) {
	h, kept, overflow := fetchtest.NewHost(nil), mem.New(100), mem.New(0)
	publishModel(t, h)
	client, err := fetch.New(fetchtest.NewShelf(h), fetch.Policy{}, base)
	must(t, err)
	l := install.NewLibrary(install.Config{Name: base, Store: kept, Overflow: overflow, Client: client, AskRoom: true,
		Free: func(context.Context) (int64, error) { return 10 << 30, nil }}, "text")
	m, err := l.Manifest(t.Context())
	must(t, err)
	wantErr(t, "a full store", l.Install(t.Context(), m, true, func(int64, int64) {}), store.ErrQuota)
	must(t, l.Install(t.Context(), m, false, func(int64, int64) {}))
	if _, _, visit := l.Room(t.Context(), m); !visit || l.Cached(t.Context(), m) != m.Bytes("text") {
		t.Error("the model for a visit is not here")
	}
}

// A stage that is fetched when first used finds no visitor to ask: what a full
// store does not take lasts for the visit.
func TestALaterStageDoesNotAsk(t *testing.T) {
	h, kept := fetchtest.NewHost(nil), mem.New(5000)
	publishModel(t, h)
	client, err := fetch.New(fetchtest.NewShelf(h), fetch.Policy{}, base)
	must(t, err)
	l := install.NewLibrary(install.Config{Name: base, Store: kept, Overflow: mem.New(0), Client: client, AskRoom: true}, "text")
	m, err := l.Manifest(t.Context())
	must(t, err)
	must(t, l.Install(t.Context(), m, true, func(int64, int64) {}))
	must(t, l.Fetch(t.Context(), m, "prior", func(int64, int64) {}))
	if _, _, visit := l.Room(t.Context(), m); !visit {
		t.Error("a full store took it")
	}
}

// m0 is what the first picture needs of publishModel's model, equal shards once.
const m0 = 4096 + 4

// What never was complete goes away too.
func TestRemoveHalfAModel(t *testing.T) {
	h, kept := fetchtest.NewHost(nil), mem.New(0)
	m := publishModel(t, h)
	l, _ := newLibrary(t, h, kept, "text")
	_, err := l.Manifest(t.Context())
	must(t, err)
	files := chosen(t, m)
	delete(files, "merges.txt")
	_, err = l.Import(t.Context(), picked(files), true, func(int64, int64) {})
	wantFile(t, err, bridge.MissingFile, "merges.txt")
	if len(shards(t, kept)) == 0 {
		t.Fatal("nothing of it was kept")
	}
	must(t, l.Remove(t.Context()))
	if left := shards(t, kept); len(left) > 0 {
		t.Errorf("stays behind: %v", left)
	}
}
