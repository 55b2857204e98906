//go:build !js

package install_test

import (
	"archive/tar"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/store/mem"
)

// entry is a member of an archive.
type entry struct {
	name, data string
	kind       byte // of tar; 0 is a file
}

// tarred writes entries as archivers do.
func tarred(t *testing.T, format tar.Format, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Typeflag: e.kind, Format: format, Mode: 0o644, Size: int64(len(e.data))}
		if e.kind == tar.TypeSymlink || e.kind == tar.TypeLink {
			h.Linkname = "manifest.json"
		}
		must(t, w.WriteHeader(h))
		_, err := w.Write([]byte(e.data))
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

// entries are files in a folder.
func entries(folder string, files map[string][]byte) (list []entry) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, entry{name: folder + name, data: string(files[name])})
	}
	return list
}

// imports hands files to a library of publishModel's model, whose host is away.
func imports(t *testing.T, change func(files map[string][]byte) []bridge.File) (kept *mem.Store, err error) {
	t.Helper()
	h, kept := fetchtest.NewHost(nil), mem.New(0)
	m := publishModel(t, h)
	l, shelf := newLibrary(t, h, kept, "text")
	shelf.SetOffline(true)
	_, err = l.Import(t.Context(), change(chosen(t, m)), true, func(int64, int64) {})
	return kept, err
}

func TestImportArchive(t *testing.T) {
	for _, folder := range []string{"", "./", "tiny/", "./models/tiny/"} {
		for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatGNU, tar.FormatPAX} {
			kept, err := imports(t, func(files map[string][]byte) []bridge.File {
				list := entries(folder, files)
				if folder != "" {
					list = append([]entry{{name: folder, kind: tar.TypeDir}}, list...)
				}
				return []bridge.File{bridge.MemoryFile{Title: "Tiny.TAR", Data: tarred(t, format, list...)}}
			})
			if err != nil || bytesIn(shards(t, kept)) == 0 {
				t.Errorf("%q, %v: %v", folder, format, err)
			}
		}
	}
}

// Two archives and a loose file are as good as one folder.
func TestImportArchives(t *testing.T) {
	_, err := imports(t, func(files map[string][]byte) []bridge.File {
		loose := []bridge.File{bridge.MemoryFile{Title: "manifest.json", Data: files["manifest.json"]}}
		delete(files, "manifest.json")
		for i, e := range entries("", files) {
			loose = append(loose, bridge.MemoryFile{Title: fmt.Sprintf("%d.tar", i), Data: tarred(t, tar.FormatUSTAR, e)})
		}
		return loose
	})
	must(t, err)
}

// What an archive lacks or has wrong is named as that of a folder.
func TestArchivesAreCheckedLikeFolders(t *testing.T) {
	for code, change := range map[string]func(files map[string][]byte){
		bridge.MissingFile: func(files map[string][]byte) { delete(files, "text0.safetensors") },
		bridge.WrongFile:   func(files map[string][]byte) { files["text0.safetensors"] = content(4096, 9) },
	} {
		_, err := imports(t, func(files map[string][]byte) []bridge.File {
			change(files)
			return []bridge.File{bridge.MemoryFile{Title: "tiny.tar", Data: tarred(t, tar.FormatUSTAR, entries("", files)...)}}
		})
		wantFile(t, err, code, "text0.safetensors")
	}
}

// TestAttackArchives: an archive that is not plainly what tar writes of a folder
// is refused before anything is kept of it.
func TestAttackArchives(t *testing.T) {
	var list []entry
	_, _ = imports(t, func(files map[string][]byte) []bridge.File { // it fails for want of files
		list = entries("", files)
		return nil
	})
	whole := func(more ...entry) []byte { return tarred(t, tar.FormatUSTAR, append(slices.Clone(list), more...)...) }
	file := func(name string) []byte { return whole(entry{name: name, data: "x"}) }
	good := whole()
	for name, data := range map[string][]byte{
		"nothing":                         nil,
		"a page":                          []byte("<!doctype html><title>Sign in</title>" + strings.Repeat(" ", 1024)),
		"compressed by zip":               append([]byte("PK\x03\x04"), good...),
		"compressed by gzip":              append([]byte("\x1f\x8b\x08"), good...),
		"half a header":                   good[:300],
		"a header and no file":            good[:512],
		"cut in a file":                   good[:1024+100],
		"no end":                          bytes.TrimRight(good, "\x00")[:len(good)/512*512-2048],
		"one bit of a header flipped":     headed(good, 0, "\x01", false),
		"another checksum":                headed(good, 148, "0000000\x00", false),
		"size beyond the file":            headed(good, 124, "77777777777\x00", true),
		"size below zero":                 headed(good, 124, "-0000000001\x00", true),
		"size of 2^63, in bytes":          headed(good, 124, "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff", true),
		"size below zero, in bytes":       headed(good, 124, strings.Repeat("\xff", 12), true),
		"size of no digits":               headed(good, 124, strings.Repeat("\x00", 12), true),
		"size in tens":                    headed(good, 124, "00000000099\x00", true),
		"size with a hole":                headed(good, 124, "1\x00000000001\x00", true),
		"size a block short":              headed(good, 124, "00000000001\x00", true),
		"name that climbs":                file("../manifest.json"),
		"name that climbs in the middle":  file("a/../../manifest.json"),
		"name from the root":              file("/etc/passwd"),
		"name of dots":                    headed(good, 0, "..\x00"+strings.Repeat("\x00", 90), true),
		"name of nothing":                 headed(good, 0, strings.Repeat("\x00", 100), true),
		"name that is a folder":           headed(good, 0, "a/\x00"+strings.Repeat("\x00", 90), true),
		"name that is no text":            headed(good, 0, "\xff\xfe\x00", true),
		"the manifest twice":              whole(list[0]),
		"one name in two folders":         file("other/" + list[0].name),
		"symbolic link":                   whole(entry{name: "link", kind: tar.TypeSymlink}),
		"hard link":                       whole(entry{name: "link", kind: tar.TypeLink}),
		"device":                          whole(entry{name: "null", kind: tar.TypeChar}),
		"pipe":                            whole(entry{name: "pipe", kind: tar.TypeFifo}),
		"a sparse file":                   headed(good, 156, "S", true),
		"a name of its own kind":          headed(good, 156, "L", true),
		"attributes that pass the end":    append(headed(good, 156, "x", true)[:512], make([]byte, 512)...),
		"5,000 files of nothing":          tarred(t, tar.FormatUSTAR, many(5000, 0)...),
		"5,000 folders":                   tarred(t, tar.FormatUSTAR, many(5000, tar.TypeDir)...),
		"an archive with a file in front": append([]byte("readme"), good...),
	} {
		t.Run(name, func(t *testing.T) {
			kept, err := imports(t, func(map[string][]byte) []bridge.File {
				return []bridge.File{bridge.MemoryFile{Title: "evil.tar", Data: data}}
			})
			if err == nil {
				t.Fatal("taken")
			}
			wantFile(t, err, bridge.BadArchive, "evil.tar")
			if len(shards(t, kept)) > 0 {
				t.Error("something of it was kept")
			}
		})
	}
}

// headed changes the first header, and its checksum where asked.
func headed(archive []byte, at int, text string, right bool) []byte {
	archive = bytes.Clone(archive)
	copy(archive[at:], text)
	if right {
		sum := 0
		for i, b := range archive[:512] {
			if i >= 148 && i < 156 {
				b = ' '
			}
			sum += int(b)
		}
		copy(archive[148:], fmt.Sprintf("%06o\x00 ", sum))
	}
	return archive
}

func many(n int, kind byte) (list []entry) {
	for i := range n {
		list = append(list, entry{name: fmt.Sprint(i), kind: kind})
	}
	return list
}
