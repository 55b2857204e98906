package app

import (
	"encoding/json"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
	"unclip/web/session"
	"unclip/web/words"
)

// Names under which the browser keeps small texts for the next visit.
const (
	workName     = "unclip-work"
	languageName = "unclip-language"
)

// rememberWork keeps what a reload would interrupt.
func (d *Desk) rememberWork() {
	left := d.Session.Pending()
	if len(left) == 0 {
		if len(d.Session.Left) == 0 {
			d.host.Remember(workName, "")
		}
		return
	}
	if text, err := json.Marshal(left); err == nil {
		d.host.Remember(workName, string(text))
	}
}

// recall takes over what a reload has interrupted; what cannot be read is let be.
func (d *Desk) recall(text string) {
	var left []json.RawMessage
	if len(text) > bridge.MaxWaiting*recipe.MaxText || json.Unmarshal([]byte(text), &left) != nil {
		return
	}
	for _, raw := range left[:min(len(left), bridge.MaxWaiting)] {
		if made, err := recipe.ParseJSON(string(raw)); err == nil {
			d.Session.Left = append(d.Session.Left, *made)
		}
	}
}

// Resume goes on with what a reload has interrupted.
func (d *Desk) Resume() {
	defer d.guard()
	d.Enter(session.Create)
	d.Session.Resume()
	if m := d.Session.Next(); m != nil {
		d.post(m)
	}
}

// Forget lets go of it.
func (d *Desk) Forget() {
	defer d.guard()
	d.Session.Left = nil
	d.rememberWork()
}

// Speak changes the page's language.
func (d *Desk) Speak(tag string) {
	defer d.guard()
	d.speak(tag)
	d.host.Remember(languageName, tag)
}

func (d *Desk) speak(tag string) {
	say := &d.Session.Say
	say.Catalogue = words.ForTag(tag)
	say.Grammar = d.host.Speak(say.Tag, say.Direction())
}

// tokenCount is what the model will read of the prompt.
type tokenCount struct {
	used, room int
	cut        string
	known      bool
}

// count measures the prompt.
func (d *Desk) count() {
	if d.Session.Model.Version == "" {
		return // there is no model to count for
	}
	t := &d.tokens
	t.used, t.room, t.cut, t.known = d.host.Cut(d.Session.Prompt)
}
