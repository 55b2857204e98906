package bridge

import (
	"errors"
	"fmt"
)

// ErrMessage is wrapped by every error of Encode and Decode.
var ErrMessage = errors.New("bridge: bad message; reload the page so that both sides are the same version")

// codec walks the members of a message, either way.
type codec interface {
	text(name string, p *string, maxRunes int)
	texts(name string, p *[]string, maxRunes int)
	choice(name string, p *string, of []string)
	seed(name string, p *string)
	whole(name string, p *int, min, max int)
	number(name string, p *float64, min, max float64)
	table(name string, p *map[string]float64, keys []string, min, max float64)
	group(name string, fields func(codec))
	numbers(name string, p *[]float64, min, max float64)
	files(name string, p *[]File)
	picture(width, height *int, p *Pixels, maxSide int)
}

// Encode turns a message into an object, or says which member breaks a limit.
func Encode(m Message) (Object, error) {
	w := &writer{out: Object{"kind": m.Kind()}}
	m.fields(w)
	if w.err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMessage, m.Kind(), w.err)
	}
	return w.out, nil
}

// Decode turns an object into a message. Members that it does not know are
// ignored; missing members and members out of their limits are errors.
func Decode(o Object) (Message, error) {
	kind, _ := o["kind"].(string)
	m := blank(kind)
	if m == nil {
		return nil, fmt.Errorf("%w: unknown kind %.40q", ErrMessage, kind)
	}
	r := &reader{in: o}
	m.fields(r)
	if r.err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMessage, kind, r.err)
	}
	return m, nil
}
