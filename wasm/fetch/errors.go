package fetch

import (
	"errors"
	"fmt"
	"time"
)

// Errors that callers act on; all of this package wrap one of these.
var (
	// ErrPlan means a file list or a mirror that no model of ours has.
	ErrPlan = errors.New("not a valid download; convert the model again")
	// ErrOffline means that no response came, or that it broke off.
	ErrOffline = errors.New("the connection failed; check the network and press Resume, nothing is lost")
	// ErrStalled means that bytes came too slowly to ever finish.
	ErrStalled = errors.New("the download stalled; check the network and press Resume, nothing is lost")
	// ErrRefused means that the server answered with an error.
	ErrRefused = errors.New("the server refused the file; try again later or tell the owner of this page")
	// ErrMissing is an ErrRefused: the server has no such file.
	ErrMissing = errors.New("the server has no such file; tell the owner of this page")
	// ErrPage means that a web page came in place of the file.
	ErrPage = errors.New("a web page came in place of the model; sign in to this network and press Resume")
	// ErrTooLong means more bytes than declared.
	ErrTooLong = errors.New("the server's file is longer than declared; try again later or tell the owner of this page")
	// ErrTooShort means fewer bytes than declared.
	ErrTooShort = errors.New("the server's file is shorter than declared; try again later or tell the owner of this page")
	// ErrDigest means other bytes than declared.
	ErrDigest = errors.New("the server's file has other content than declared; try again later or tell the owner of this page")
)

// refusal is an answer other than the file.
type refusal struct {
	status int
	wait   time.Duration
}

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %v", r.status, ErrRefused) }
func (r *refusal) Unwrap() error { return ErrRefused }

// Is tells a missing file from other refusals.
func (r *refusal) Is(target error) bool {
	return target == ErrMissing && (r.status == 404 || r.status == 410)
}

// passing tells answers that a server may change in a while.
func (r *refusal) passing() bool {
	switch r.status {
	case 408, 425, 429, 500, 502, 503, 504:
		return true
	}
	return r.status > 504
}
