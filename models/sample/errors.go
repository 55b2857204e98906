package sample

import "errors"

// What can go wrong. Every error of this package wraps one of these.
var (
	// ErrConfig reports a schedule, a list of timesteps or an option that
	// cannot be sampled with.
	ErrConfig = errors.New("sample: unusable configuration")
	// ErrLength reports a slice whose length does not fit the state.
	ErrLength = errors.New("sample: wrong length")
	// ErrOrder reports a step taken out of order, or before Start.
	ErrOrder = errors.New("sample: out of order")
	// ErrNotFinite reports a NaN or an infinity where numbers belong.
	ErrNotFinite = errors.New("sample: not a finite number")
	// ErrSnapshot reports a snapshot that belongs to another run.
	ErrSnapshot = errors.New("sample: snapshot does not fit")
)
