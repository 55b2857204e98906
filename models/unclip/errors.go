package unclip

import (
	"errors"
	"fmt"
)

// ErrRequest: what was asked for cannot be done, or not by this model. The text
// of such an error is for the person who asked.
var ErrRequest = errors.New("unclip: request refused")

// refusal is an ErrRequest in words of its own.
type refusal struct{ error }

// Is makes it an ErrRequest.
func (refusal) Is(target error) bool { return target == ErrRequest }

func refuse(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }
