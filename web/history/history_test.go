package history_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"

	"unclip/web/history"
	"unclip/web/history/historytest"
)

func TestFind(t *testing.T) {
	all := []history.Entry{historytest.Item(1, "A red fox").Entry, historytest.Item(2, "a blue Fox").Entry, historytest.Item(3, "a cat").Entry}
	all[0].Favourite = true
	cases := []struct {
		query      string
		favourites bool
		want       []string
	}{
		{"", false, []string{"a cat", "a blue Fox", "A red fox"}},
		{"fox", false, []string{"a blue Fox", "A red fox"}},
		{" fox  BLUE ", false, []string{"a blue Fox"}},
		{"fox", true, []string{"A red fox"}},
		{"dog", false, nil},
	}
	for _, c := range cases {
		var got []string
		for _, e := range history.Find(all, c.query, c.favourites) {
			got = append(got, e.Recipe.Request.Prompt)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q, favourites %v: %q", c.query, c.favourites, got)
		}
	}
	if old := history.Oldest(all, 1); len(old) != 1 || old[0].Recipe.Request.Prompt != "a blue Fox" {
		t.Errorf("the oldest that is no favourite: %+v", old)
	}
	if history.Full(80, 100) || !history.Full(95, 100) || history.Full(1, 0) {
		t.Error("full at the wrong time")
	}
}

// TestArchive writes what any archiver opens, and reads it again.
func TestArchive(t *testing.T) {
	var a history.Archive
	items := []history.Item{historytest.Item(1, "a fox"), historytest.Item(2, "ein „Fuchs“")}
	for _, item := range items {
		a.Add(item)
	}
	z, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(len(a.Bytes())))
	if err != nil || len(z.File) != 4 {
		t.Fatalf("an archiver reads %v, %v", z, err)
	}
	member, err := z.File[3].Open()
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(member); err != nil || !bytes.Equal(data, items[1].File) {
		t.Errorf("an archiver reads %d bytes, %v", len(data), err)
	}
	got, err := history.Import(a.Bytes())
	for i := range items {
		items[i].Thumb = nil
	}
	if err != nil || !reflect.DeepEqual(got, items) {
		t.Errorf("%+v\ncame back as %+v, %v", items, got, err)
	}
}

func TestBadArchives(t *testing.T) {
	var a history.Archive
	a.Add(historytest.Item(1, "a fox"))
	good := a.Bytes()
	damaged := bytes.Clone(good)
	damaged[len(damaged)/2]++
	for name, file := range map[string][]byte{"empty": nil, "text": []byte("hello, world"), "cut": good[:len(good)/2],
		"damaged": damaged, "half": good[:200]} {
		if items, err := history.Import(file); !errors.Is(err, history.ErrArchive) {
			t.Errorf("%s: %d items, %v", name, len(items), err)
		}
	}
}

func FuzzImport(f *testing.F) {
	var a history.Archive
	f.Add(a.Bytes())
	a.Add(historytest.Item(1, "a fox"))
	f.Add(a.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		items, err := history.Import(file)
		if err != nil {
			return
		}
		var a history.Archive
		for _, item := range items {
			a.Add(item)
		}
		if again, err := history.Import(a.Bytes()); err != nil || len(again) != len(items) {
			t.Fatalf("%d items came back as %d, %v", len(items), len(again), err)
		}
	})
}
