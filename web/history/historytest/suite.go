// Package historytest is the behaviour that every history.Store has.
package historytest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"unclip/wasm/bridge"
	"unclip/web/history"
	"unclip/web/recipe"
)

// Item makes the n-th item of a test.
func Item(n int, prompt string) history.Item {
	file := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{byte(n)}, 100+n)...)
	made := time.UnixMilli(1_700_000_000_000 + int64(n)*60_000)
	return history.Item{File: file, Thumb: []byte{byte(n)}, Entry: history.Entry{Key: history.Key(made, n), Made: made.UnixMilli(),
		Width: 64, Height: 64, Bytes: len(file), Recipe: recipe.Recipe{Mode: "create", Model: "sticker ab12",
			Request: bridge.Generate{ID: 1, Prompt: prompt, Seed: "7", Count: 1, Steps: 20, Guidance: 4, ImageGuidance: 4, PriorSteps: 25,
				PriorGuidance: 2, Candidates: 2, Sampler: bridge.DDIM, Prior: bridge.PriorDiffusion, Size: 64, UpsampleSteps: 6}}}}
}

// Run checks a kind of store. fresh returns an empty one.
func Run(t *testing.T, fresh func(*testing.T) history.Store) {
	t.Run("keeps what it is given", func(t *testing.T) { keeps(t, fresh(t)) })
	t.Run("lists in order", func(t *testing.T) { lists(t, fresh(t)) })
	t.Run("marks", func(t *testing.T) { marks(t, fresh(t)) })
	t.Run("deletes", func(t *testing.T) { deletes(t, fresh(t)) })
}

func put(t *testing.T, s history.Store, items ...history.Item) {
	t.Helper()
	for _, item := range items {
		if err := s.Put(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
}

func entries(t *testing.T, s history.Store) []history.Entry {
	t.Helper()
	all, err := s.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func keeps(t *testing.T, s history.Store) {
	if n := len(entries(t, s)); n != 0 {
		t.Fatalf("a fresh store has %d entries", n)
	}
	item := Item(1, "a “fox” in the snow")
	put(t, s, Item(1, "another"), item)
	if all := entries(t, s); len(all) != 1 || !reflect.DeepEqual(all[0], item.Entry) {
		t.Errorf("%+v\ncame back as %+v", item.Entry, all)
	}
	file, err := s.File(t.Context(), item.Key)
	thumb, err2 := s.Thumb(t.Context(), item.Key)
	if err != nil || err2 != nil || !bytes.Equal(file, item.File) || !bytes.Equal(thumb, item.Thumb) {
		t.Errorf("files: %d and %d bytes, %v, %v", len(file), len(thumb), err, err2)
	}
	if _, err := s.File(t.Context(), "000-0"); !errors.Is(err, history.ErrMissing) {
		t.Errorf("a file that there is not: %v", err)
	}
}

func lists(t *testing.T, s history.Store) {
	put(t, s, Item(3, "c"), Item(1, "a"), Item(2, "b"))
	all := entries(t, s)
	if len(all) != 3 || all[0].Made >= all[1].Made || all[1].Made >= all[2].Made {
		t.Errorf("%+v", all)
	}
}

func marks(t *testing.T, s history.Store) {
	put(t, s, Item(1, "a"))
	e := entries(t, s)[0]
	e.Favourite = true
	if err := s.Mark(t.Context(), e); err != nil || !entries(t, s)[0].Favourite {
		t.Errorf("not marked: %v", err)
	}
	if file, err := s.File(t.Context(), e.Key); err != nil || len(file) != 101+8 {
		t.Errorf("the file of a marked entry: %d bytes, %v", len(file), err)
	}
	if err := s.Mark(t.Context(), Item(9, "x").Entry); !errors.Is(err, history.ErrMissing) {
		t.Errorf("marked what there is not: %v", err)
	}
}

func deletes(t *testing.T, s history.Store) {
	put(t, s, Item(1, "a"), Item(2, "b"), Item(3, "c"))
	if err := s.Delete(t.Context(), Item(1, "").Key, Item(3, "").Key, "000-0"); err != nil {
		t.Fatal(err)
	}
	if all := entries(t, s); len(all) != 1 || all[0].Recipe.Request.Prompt != "b" {
		t.Errorf("%+v", all)
	}
	if _, err := s.Thumb(t.Context(), Item(1, "").Key); !errors.Is(err, history.ErrMissing) {
		t.Errorf("a deleted thumb: %v", err)
	}
}
