// Package history is the pictures that were made on this device: what a visitor
// sees of them without opening them, and the stores that keep them. Nothing is
// ever deleted but by the visitor.
package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"unclip/web/recipe"
)

// Entry is what the history knows of a picture.
type Entry struct {
	Key       string        `json:"key"`  // its place in the store; grows with time
	Made      int64         `json:"made"` // milliseconds since 1970
	Favourite bool          `json:"favourite,omitempty"`
	Width     int           `json:"width"`
	Height    int           `json:"height"`
	Bytes     int           `json:"bytes"`            // of the file
	Millis    float64       `json:"millis,omitempty"` // that it took, where that is known
	Recipe    recipe.Recipe `json:"recipe"`
}

// Item is an entry with its files.
type Item struct {
	Entry
	File  []byte // the picture as a signed PNG
	Thumb []byte // a small PNG
}

// Store keeps items. Its methods may be called from several goroutines.
type Store interface {
	// Put adds an item, or replaces the one with its key.
	Put(ctx context.Context, item Item) error
	// Mark changes an entry; ErrMissing when there is none with its key.
	Mark(ctx context.Context, e Entry) error
	// Entries lists everything, oldest first.
	Entries(ctx context.Context) ([]Entry, error)
	// File returns the picture of a key, Thumb the small one; or ErrMissing.
	File(ctx context.Context, key string) ([]byte, error)
	Thumb(ctx context.Context, key string) ([]byte, error)
	// Delete takes items away; keys that there are not do no harm.
	Delete(ctx context.Context, keys ...string) error
	// Lasts says that what it keeps outlives the page.
	Lasts() bool
}

// Errors of stores, wrapped.
var (
	ErrMissing = errors.New("history: no such picture; it may have been deleted in another tab")
	ErrStore   = errors.New("history: the browser did not store it; allow this site to store data, or free some space")
)

// Limits of an item, for what comes from files.
const (
	maxSide   = 1 << 14
	maxKey    = 64
	maxMillis = 1e9 // twelve days
)

// Key makes a key of a time and a number that tells pictures of one
// millisecond apart.
func Key(made time.Time, n int) string {
	return fmt.Sprintf("%015d-%04d", made.UnixMilli(), n%10000)
}

// JSON writes the entry for a store or a file.
func (e *Entry) JSON() string {
	text, err := json.Marshal(e)
	if err != nil {
		return "" // cannot happen: the fields are plain
	}
	return string(text)
}

// ParseEntry reads what JSON has written.
func ParseEntry(text string) (Entry, error) {
	var e Entry
	if len(text) > recipe.MaxText {
		return e, fmt.Errorf("history: an entry of %d bytes; the file is damaged", len(text))
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return e, fmt.Errorf("history: %w; the file is damaged", err)
	}
	if !goodKey(e.Key) || e.Width < 1 || e.Height < 1 || e.Width > maxSide || e.Height > maxSide || e.Bytes < 0 || e.Millis < 0 || e.Millis > maxMillis {
		return e, fmt.Errorf("history: the entry %.80q breaks a limit; the file is damaged", e.Key)
	}
	_, err := recipe.ParseJSON(e.Recipe.JSON())
	return e, err
}

func goodKey(key string) bool {
	return key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r == '-')
	})
}

// Find lists the entries whose titles hold every word of a query, newest
// first; an empty query holds for all.
func Find(all []Entry, query string, favourites bool) []Entry {
	words := strings.FieldsFunc(strings.ToLower(query), unicode.IsSpace)
	var found []Entry
	for _, e := range slices.Backward(all) {
		text := strings.ToLower(e.Recipe.Title() + " " + e.Recipe.Request.Seed)
		missing := slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
		if !missing && (e.Favourite || !favourites) {
			found = append(found, e)
		}
	}
	return found
}

// Oldest lists up to n entries that are no favourites, for a pruning that the
// visitor has agreed to.
func Oldest(all []Entry, n int) []Entry {
	var old []Entry
	for _, e := range all {
		if !e.Favourite && len(old) < n {
			old = append(old, e)
		}
	}
	return old
}

// Full says that a device's space is so short that pruning should be offered.
func Full(used, quota int64) bool { return quota > 0 && used > quota/10*9 }
