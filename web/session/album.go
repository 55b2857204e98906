package session

import (
	"sort"

	"unclip/web/history"
)

// Album is the history as the page shows it.
type Album struct {
	Entries    []history.Entry // oldest first
	Query      string
	Favourites bool     // only these
	Shown      int      // how many entries are shown at most
	Asking     string   // the question before pictures are deleted, or blank
	Doomed     []string // the keys of those it is about
	Used       int64    // bytes of this device, of
	Quota      int64    // bytes, 0 when unknown
	Kept       bool     // the browser keeps the data when space is short
	Passing    bool     // it goes with the page, since the browser keeps nothing
	Changes    int      // how often the entries have changed
}

// albumPage is how many entries are shown before the visitor asks for more.
const albumPage = 60

// pruned is how many of the oldest pictures are offered for deletion at once.
const pruned = 20

// Found lists the entries to show, newest first.
func (a *Album) Found() []history.Entry {
	found := history.Find(a.Entries, a.Query, a.Favourites)
	return found[:min(len(found), max(a.Shown, albumPage))]
}

// More says whether some entries are not shown yet.
func (a *Album) More() bool {
	return len(history.Find(a.Entries, a.Query, a.Favourites)) > max(a.Shown, albumPage)
}

// Add puts an entry where its time belongs, or in the place of the one with its
// key.
func (a *Album) Add(e history.Entry) {
	a.Changes++
	i := sort.Search(len(a.Entries), func(i int) bool { return a.Entries[i].Key >= e.Key })
	if i < len(a.Entries) && a.Entries[i].Key == e.Key {
		a.Entries[i] = e
		return
	}
	a.Entries = append(a.Entries, e)
	copy(a.Entries[i+1:], a.Entries[i:]) // slices.Insert would weigh 6 KB for each kind of element
	a.Entries[i] = e
}

// Remove takes entries away.
func (a *Album) Remove(keys ...string) {
	a.Changes++
	var left []history.Entry
	gone := map[string]bool{}
	for _, key := range keys {
		gone[key] = true
	}
	for _, e := range a.Entries {
		if !gone[e.Key] {
			left = append(left, e)
		}
	}
	a.Entries = left
}

// Entry finds an entry by its key, or returns nil.
func (a *Album) Entry(key string) *history.Entry {
	for i := range a.Entries {
		if a.Entries[i].Key == key {
			return &a.Entries[i]
		}
	}
	return nil
}

// What may be asked before pictures are deleted, for Album.Asking.
const (
	AskOne    = "one"
	AskOldest = "oldest"
	AskAll    = "all"
)

// Ask asks whether entries may be deleted.
func (a *Album) Ask(question string, entries ...history.Entry) {
	a.Asking, a.Doomed = question, nil
	for _, e := range entries {
		a.Doomed = append(a.Doomed, e.Key)
	}
}

// Prunable lists what a pruning would delete.
func (a *Album) Prunable() []history.Entry { return history.Oldest(a.Entries, pruned) }

// Day is the entries of one day.
type Day struct {
	Title   string
	Entries []history.Entry
}

// Days groups the entries to show by the day that they were made on.
func (s *Session) Days() []Day {
	var days []Day
	for _, e := range s.Album.Found() {
		title := s.Say.Day(e.Made)
		if len(days) == 0 || days[len(days)-1].Title != title {
			days = append(days, Day{Title: title})
		}
		last := &days[len(days)-1]
		last.Entries = append(last.Entries, e)
	}
	return days
}
