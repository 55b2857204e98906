package jsx

import (
	"fmt"
	"strings"
	"syscall/js"
)

// Error is an exception or rejection, such as a DOMException.
type Error struct {
	Name    string // "AbortError", "QuotaExceededError", …
	Message string
	Value   js.Value
}

// Error is the name and message.
func (e *Error) Error() string {
	if e.Name == "" || e.Name == "Error" {
		return e.Message
	}
	return e.Name + ": " + e.Message
}

// ErrorOf makes an error of any thrown or rejected value.
func ErrorOf(v js.Value) *Error {
	if v.Type() != js.TypeObject {
		return &Error{Message: String(v), Value: v}
	}
	return &Error{Name: String(v.Get("name")), Message: String(v.Get("message")), Value: v}
}

// String is the text of a JavaScript string, "" of undefined and null, and
// JavaScript's own rendering of anything else.
func String(v js.Value) string {
	switch v.Type() {
	case js.TypeUndefined, js.TypeNull:
		return ""
	case js.TypeString:
		return v.String()
	}
	return js.Global().Get("String").Invoke(v).String()
}

// Try calls f and turns an exception thrown by JavaScript, a missing method, or
// a value that JavaScript cannot hold into an error. Other panics pass through.
func Try(f func() js.Value) (v js.Value, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case string: // as package syscall/js panics
			if !strings.HasPrefix(e, "syscall/js: ") && e != "ValueOf: invalid value" {
				panic(e)
			}
			err = fmt.Errorf("jsx: %s", strings.TrimPrefix(e, "syscall/js: "))
		case js.Error:
			err = ErrorOf(e.Value)
		case *js.ValueError:
			err = fmt.Errorf("jsx: %w", e)
		default:
			panic(e)
		}
	}()
	return f(), nil
}
