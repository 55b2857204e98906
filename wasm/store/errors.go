package store

import "errors"

// Errors that callers act on; stores wrap them.
var (
	// ErrNotFound means that the store does not keep it.
	ErrNotFound = errors.New("not in the store; install the model again")
	// ErrQuota means that the browser gives no more space.
	ErrQuota = errors.New("the browser gives this site no more space; free some disk space or remove another model, then install again")
	// ErrClosed means that Close was called.
	ErrClosed = errors.New("the store is closed; open it again")
	// ErrCorrupt means that bytes do not match their digest; they are gone.
	ErrCorrupt = errors.New("the bytes do not match their digest and were discarded; install the model again")
	// ErrUnavailable means that storage itself does not work.
	ErrUnavailable = errors.New("the browser's storage does not answer; reload the page, reset the storage, or go on without saving")
)
