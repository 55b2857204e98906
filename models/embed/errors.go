package embed

import "errors"

// What can go wrong. Every error of this package wraps one of these.
var (
	// ErrLength reports vectors whose lengths do not fit, or none at all.
	ErrLength = errors.New("embed: wrong length")
	// ErrDirection reports a vector that has no direction, or two that do not
	// say which way to go between them.
	ErrDirection = errors.New("embed: no direction")
	// ErrNotFinite reports a NaN or an infinity where numbers belong.
	ErrNotFinite = errors.New("embed: not a finite number")
	// ErrTable reports statistics or components that cannot be used.
	ErrTable = errors.New("embed: unusable table")
)
