package history_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"unclip/web/history"
	"unclip/web/history/historytest"
)

// zipped writes members as any archiver would.
func zipped(t *testing.T, method uint16, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: members[i], Method: method})
		if err == nil {
			_, err = w.Write([]byte(members[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAttackArchives: a file that is not an export of ours, whole and unchanged,
// adds nothing to the history.
func TestAttackArchives(t *testing.T) {
	item := historytest.Item(1, "a fox")
	entry, picture := item.Entry.JSON(), string(item.File)
	var a history.Archive
	a.Add(item)
	good := a.Bytes()
	ours := func(change func(*history.Item)) []byte {
		it := historytest.Item(1, "a fox")
		change(&it)
		var a history.Archive
		a.Add(it)
		return a.Bytes()
	}
	patched := func(at int, value uint32) []byte {
		file := bytes.Clone(good)
		binary.LittleEndian.PutUint32(file[at:], value)
		return file
	}
	renamed := func(start string) []byte {
		return bytes.Replace(good, []byte(item.Key+".json"), append([]byte(start), (item.Key + ".json")[len(start):]...), 1)
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2]++
	for name, file := range map[string][]byte{
		"nothing":                         nil,
		"a page":                          []byte("<!doctype html><title>Sign in</title>"),
		"four bytes":                      good[:4],
		"cut in a header":                 good[:20],
		"cut in a picture":                good[:len(good)/2],
		"no directory":                    good[:bytes.Index(good, []byte("PK\x01\x02"))],
		"one bit flipped":                 flipped,
		"size of 4 GiB":                   patched(22, 1<<32-1),
		"size above 64 MiB":               patched(22, 64<<20+1),
		"name of 64 KiB":                  patched(26, 0xffff),
		"extra field of 64 KiB":           patched(26, 0xffff<<16|uint32(len(item.Key)+5)),
		"compressed members":              patched(8, 8),
		"bomb of zeros":                   zipped(t, zip.Deflate, item.Key+".json", entry, item.Key+".png", strings.Repeat("\x00", 32<<20)),
		"name that climbs":                renamed("../"),
		"time before it began":            ours(func(it *history.Item) { it.Millis = -1 }),
		"time of ages":                    ours(func(it *history.Item) { it.Millis = 1e300 }),
		"key that climbs":                 ours(func(it *history.Item) { it.Key = "../../1" }),
		"key of letters":                  ours(func(it *history.Item) { it.Key = "__proto__" }),
		"key of a kilobyte":               ours(func(it *history.Item) { it.Key = strings.Repeat("1", 1024) }),
		"no key":                          ours(func(it *history.Item) { it.Key = "" }),
		"picture that is a page":          ours(func(it *history.Item) { it.File = []byte("<script>alert(1)</script>") }),
		"picture that is empty":           ours(func(it *history.Item) { it.File = nil }),
		"side of 2^31":                    ours(func(it *history.Item) { it.Width = 1 << 31 }),
		"side below zero":                 ours(func(it *history.Item) { it.Height = -1 }),
		"prompt of a megabyte":            ours(func(it *history.Item) { it.Recipe.Request.Prompt = strings.Repeat("x", 1<<20) }),
		"steps beyond the limit":          ours(func(it *history.Item) { it.Recipe.Request.Steps = 1 << 30 }),
		"seed that is code":               ours(func(it *history.Item) { it.Recipe.Request.Seed = "alert(1)" }),
		"one member of two":               good[:bytes.Index(good[4:], []byte("PK\x03\x04"))+4],
		"a stranger's archive in front":   append(zipped(t, zip.Store, "readme.txt", "hello"), good...),
		"pictures before their recipes":   zipped(t, zip.Store, item.Key+".png", picture, item.Key+".json", entry),
		"recipe of another picture":       renamed("9" + item.Key[1:]),
		"more than one directory's count": append(good[:bytes.Index(good, []byte("PK\x01\x02"))], "PK\x07\x08"...),
	} {
		t.Run(name, func(t *testing.T) {
			if items, err := history.Import(file); !errors.Is(err, history.ErrArchive) {
				t.Errorf("%d items, %v", len(items), err)
			}
		})
	}
}
