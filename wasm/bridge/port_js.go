package bridge

import "syscall/js"

// Port is one end of the conversation: a Worker on the page's side, the global
// scope on the worker's.
type Port struct {
	target js.Value
	listen js.Func
}

// Open listens on a target. Messages go to in, broken ones to bad, from inside
// a JavaScript callback: neither may block.
func Open(target js.Value, in *Mailbox, bad func(error)) *Port {
	p := &Port{target: target}
	p.listen = js.FuncOf(func(_ js.Value, args []js.Value) any {
		m, err := Decode(fromJS(args[0].Get("data"), 0))
		if err != nil {
			bad(err)
			return nil
		}
		in.Put(m)
		return nil
	})
	target.Set("onmessage", p.listen)
	return p
}

// Post sends a message. Pixels move to the other side and are empty here after.
func (p *Port) Post(m Message) error {
	o, err := Encode(m)
	if err != nil {
		return err
	}
	transfer := js.Global().Get("Array").New()
	p.target.Call("postMessage", toJS(o, transfer), transfer)
	return nil
}

// Close stops listening.
func (p *Port) Close() {
	p.target.Set("onmessage", js.Null())
	p.listen.Release()
}
