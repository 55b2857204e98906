package app

import "unclip/web/words"

// languageName is where the browser keeps the page's language.
const languageName = "unclip-language"

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
