package jsx

import (
	"context"
	"errors"
	"syscall/js"
	"testing"
	"time"
)

func promise(expr string) js.Value { return js.Global().Get("Promise").Call("resolve", expr) }

func TestAwaitValueAndRejection(t *testing.T) {
	before := LiveFuncs()
	if v, err := Await(t.Context(), promise("done")); err != nil || v.String() != "done" {
		t.Errorf("got %v, %v", v, err)
	}
	thrown := js.Global().Get("TypeError").New("no good")
	_, err := Await(t.Context(), js.Global().Get("Promise").Call("reject", thrown))
	var e *Error
	if !errors.As(err, &e) || e.Name != "TypeError" || e.Message != "no good" {
		t.Errorf("got %#v", err)
	}
	if v, err := Await(t.Context(), js.ValueOf(7)); err != nil || v.Int() != 7 {
		t.Errorf("a plain value: %v, %v", v, err)
	}
	if n := LiveFuncs() - before; n != 0 {
		t.Errorf("%d functions leak", n)
	}
}

func TestAwaitCancelled(t *testing.T) {
	before := LiveFuncs()
	resolve := make(chan js.Value, 1)
	make := FuncOf(func(_ js.Value, args []js.Value) any { resolve <- args[0]; return nil })
	never := js.Global().Get("Promise").New(make.Value)
	make.Release()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := Await(ctx, never); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := Await(ctx, never); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	(<-resolve).Invoke(1)
	time.Sleep(time.Millisecond)
	if n := LiveFuncs() - before; n != 0 {
		t.Errorf("%d functions leak after the promise settled", n)
	}
}

func TestTry(t *testing.T) {
	_, err := Try(func() js.Value { return js.Global().Get("JSON").Call("parse", "{") })
	var e *Error
	if !errors.As(err, &e) || e.Name != "SyntaxError" {
		t.Errorf("got %#v", err)
	}
	if _, err := Try(func() js.Value { return js.Undefined().Get("x") }); err == nil {
		t.Error("a property of undefined is no error")
	}
	if _, err := Try(func() js.Value { return js.Global().Call("noSuchFunction") }); err == nil {
		t.Error("a missing function is no error")
	}
	if _, err := Try(func() js.Value { return js.ValueOf(struct{}{}) }); err == nil {
		t.Error("a struct is a value")
	}
	defer func() {
		if recover() != "ours" {
			t.Error("another panic is swallowed")
		}
	}()
	_, _ = Try(func() js.Value { panic("ours") })
}

func TestBytes(t *testing.T) {
	b, err := BytesFrom([]byte{1, 2, 3, 4, 5, 6, 7, 8})
	if err != nil || b.Len() != 8 {
		t.Fatal(b.Len(), err)
	}
	got := [3]byte{}
	if n := b.Slice(2, 5).CopyTo(got[:]); n != 3 || got != [3]byte{3, 4, 5} {
		t.Errorf("got %d %v", n, got)
	}
	floats := js.Global().Get("Float32Array").New(b.Array().Get("buffer"), 4, 1)
	if v, err := BytesOf(floats); err != nil || v.Len() != 4 {
		t.Errorf("a view: %v, %v", v.Len(), err)
	} else if v.CopyTo(got[:]); got != [3]byte{5, 6, 7} {
		t.Errorf("a view holds %v", got)
	}
	if v, err := BytesOf(b.Array().Get("buffer")); err != nil || v.Len() != 8 {
		t.Errorf("a buffer: %v, %v", v.Len(), err)
	}
	if _, err := BytesOf(js.ValueOf("text")); err == nil {
		t.Error("text is bytes")
	}
	if _, err := BytesOf(js.Undefined()); err == nil {
		t.Error("undefined is bytes")
	}
}
