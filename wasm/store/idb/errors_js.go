package idb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// errSilent is the cause of a wait that was given up.
var errSilent = fmt.Errorf("store: no answer in time: %w", store.ErrUnavailable)

// explain wraps a browser's error in one that callers can act on.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case known(err):
		return err
	case named(err, "QuotaExceededError"), named(err, "DataError") && strings.Contains(err.Error(), "write blobs"):
		// The second is Chromium's where the disk is full before the quota is.
		return fmt.Errorf("store: %s: %w", text(err), store.ErrQuota)
	case named(err, "VersionError"):
		return fmt.Errorf("store: a newer version of this page wrote the database: %w", store.ErrUnavailable)
	}
	return fmt.Errorf("store: %s: %w", text(err), store.ErrUnavailable)
}

// known tells errors that are in our words already.
func known(err error) bool {
	for _, ours := range []error{store.ErrNotFound, store.ErrQuota, store.ErrClosed, store.ErrCorrupt, store.ErrUnavailable, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// named tells whether an exception has a name. It arrives in one of three
// forms: reported by an event, thrown by a call, or rejected by a promise.
func named(err error, name string) bool {
	var thrown js.Error
	var rejected *jsx.Error
	switch {
	case errors.As(err, &rejected):
		return rejected.Name == name
	case errors.As(err, &thrown):
		return jsx.ErrorOf(thrown.Value).Name == name
	}
	return errors.Is(err, idb.NewDOMException(name))
}

// text keeps the browser's words from being taken for our advice.
func text(err error) string { return fmt.Sprintf("%q", err.Error()) }
