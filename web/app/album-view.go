package app

import (
	"fmt"

	"unclip/web/history"
	"unclip/web/session"
	"unclip/web/words"
)

// AlbumView is the history: every picture by day, newest first.
type AlbumView struct{ Desk *Desk }

// Say is the page's language.
func (c *AlbumView) Say() words.Voice { return c.Desk.Session.Say }

// Album is what the session knows of the history.
func (c *AlbumView) Album() *session.Album { return &c.Desk.Session.Album }

// Days lists the pictures to show; none while the view is hidden.
func (c *AlbumView) Days() []session.Day {
	if c.Desk.Session.Mode != session.History {
		return nil
	}
	return c.Desk.Session.Days()
}

// Thumb is the address of a picture's small copy.
func (c *AlbumView) Thumb(e history.Entry) string {
	if address := c.Desk.thumbs[e.Key]; address != "" {
		return address
	}
	return blankThumb
}

// Full says that deleting the oldest should be offered.
func (c *AlbumView) Full() bool {
	return history.Full(c.Album().Used, c.Album().Quota) && len(c.Album().Prunable()) > 0
}

// Question asks before anything is deleted.
func (c *AlbumView) Question() string {
	pictures := c.Desk.pictures(len(c.Album().Doomed))
	switch c.Album().Asking {
	case session.AskOldest:
		return fmt.Sprintf(c.Say().PruneAsk, pictures)
	case session.AskAll:
		return fmt.Sprintf(c.Say().ClearAsk, pictures)
	}
	return c.Say().DeleteAsk
}

// Blank says why there are no pictures.
func (c *AlbumView) Blank() string {
	switch {
	case len(c.Album().Entries) == 0 && c.Album().Passing:
		return "" // the view says already what becomes of them
	case len(c.Album().Entries) == 0:
		return c.Say().NoHistory
	case len(c.Album().Found()) == 0:
		return c.Say().NoneFound
	}
	return ""
}

// Loved says whether an entry is a favourite, for assistive technology.
func (c *AlbumView) Loved(e history.Entry) string { return yesNo(e.Favourite) }

// Title names a picture.
func (c *AlbumView) Title(e history.Entry) string { return c.Desk.Session.Title(&e.Recipe) }

// OpenLabel names the button that opens a picture.
func (c *AlbumView) OpenLabel(e history.Entry) string {
	return c.Say().Open + ": " + c.Title(e)
}

// LoveLabel names the button that marks one.
func (c *AlbumView) LoveLabel(e history.Entry) string {
	return c.Say().Favourite + ": " + c.Title(e)
}

// DeleteLabel names the button that deletes one.
func (c *AlbumView) DeleteLabel(e history.Entry) string {
	return c.Say().Delete + ": " + c.Title(e)
}
