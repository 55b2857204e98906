package app

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/pngtext"
	"unclip/web/recipe"
	"unclip/web/session"
)

// What would not fit into the page's memory.
var (
	errLarge = errors.New("app: the picture is too large; choose one below 64 million pixels")
	errHuge  = errors.New("app: the file is too large; choose one below 512 MiB")
)

// maxFileBytes is the most of a file that the page reads.
const maxFileBytes = 512 << 20

// anyPlace lets the session choose the well.
const anyPlace = -1

// ChooseFile takes the file that was picked for a well.
func (d *Desk) ChooseFile(input js.Value, place int) {
	defer d.guard()
	d.host.Chosen(input, func(file []byte) { d.TakeFile(file, place) }, d.refuse)
}

// ChooseArchive takes the file that was picked for an import.
func (d *Desk) ChooseArchive(input js.Value) {
	defer d.guard()
	d.host.Chosen(input, d.importAlbum, d.refuse)
}

// TakeFile takes a file in: a picture of this page restores its words and
// settings, another goes into a well, an exported history into the history.
// It must not run inside of a handler.
func (d *Desk) TakeFile(file []byte, place int) {
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		d.importAlbum(file)
		return
	}
	d.host.Decode(file, func(w *session.Well, err error) {
		if err != nil {
			d.refuse(err)
			return
		}
		made := recipeIn(file)
		d.host.Encode(w.Pixels, w.Width, w.Height, func(_, thumb []byte, _ error) {
			d.update(func() {
				w.Thumb = d.host.Address(thumb)
				d.takePicture(w, made, place)
			})
		})
	})
}

// refuse tells why a file was not taken in.
func (d *Desk) refuse(err error) {
	println("page:", err.Error())
	say := d.Session.Say
	notice := say.PictureBad
	switch {
	case errors.Is(err, errLarge):
		notice = say.PictureLarge
	case errors.Is(err, errHuge):
		notice = fmt.Sprintf(say.FileLarge, say.Bytes(maxFileBytes))
	}
	d.update(func() { d.Session.Notice = notice })
}

// recipeIn reads how a picture was made, or returns nil.
func recipeIn(file []byte) *recipe.Recipe {
	text, found := pngtext.Read(file, pngtext.Keyword)
	if !found {
		return nil
	}
	made, err := recipe.ParseJSON(text)
	if err != nil {
		println("page:", err.Error())
		return nil
	}
	return made
}

// takePicture puts a picture where it belongs.
func (d *Desk) takePicture(w *session.Well, made *recipe.Recipe, place int) {
	s := d.Session
	if made != nil {
		w.Name = made.Title()
	}
	if made != nil && s.Mode.Places() == 0 {
		d.Enter(session.Create)
		shot := d.shotOf(w, made)
		shot.Thumb = w.Thumb
		s.Put(shot)
		d.restore(made)
		d.showShot()
		return
	}
	if s.Mode.Places() == 0 {
		d.Enter(session.Vary)
	}
	d.source(func() { s.Fill(place, w) })
}

// shotOf makes a picture of this visit from one that was made before.
func (d *Desk) shotOf(w *session.Well, made *recipe.Recipe) *session.Shot {
	return &session.Shot{Recipe: *made, Picture: bridge.Picture{ID: 1, Of: 1, Width: w.Width, Height: w.Height,
		Pixels: w.Pixels, Request: made.Request, Model: made.Model, Value: made.Value}}
}

// UseStage puts the picture on the stage into a well.
func (d *Desk) UseStage(place int) {
	defer d.guard()
	if shot := d.Session.Shot(); shot != nil {
		d.source(func() { d.Session.Fill(place, session.WellOf(shot)) })
	}
}

// Send takes the picture on the stage into another mode.
func (d *Desk) Send(m session.Mode) {
	defer d.guard()
	shot := d.Session.Shot()
	if shot == nil {
		return
	}
	d.Enter(m)
	place := anyPlace
	if d.Session.Wells[0] == nil || m != session.Blend {
		place = 0
	}
	d.source(func() { d.Session.Fill(place, session.WellOf(shot)) })
	if m == session.Edit {
		d.Session.Choices.From, d.Session.Prompt = shot.Request.Prompt, ""
	}
	d.host.Focus("prompt")
}

// ClearWell takes a picture out of a well.
func (d *Desk) ClearWell(place int) {
	defer d.guard()
	d.source(func() { d.Session.Clear(place) })
}

// WriteLabel takes the letters of a label being typed.
func (d *Desk) WriteLabel(text string) { d.Label = clip(text) }

// TakeLabel adds the typed label for the probe to tell apart.
func (d *Desk) TakeLabel() {
	defer d.guard()
	d.Session.AddLabel(d.Label)
	d.Label = ""
}

// WriteWord takes the letters of a word being typed for the stamp.
func (d *Desk) WriteWord(text string) { d.Word = clip(text) }

// RemoveLabel takes one away.
func (d *Desk) RemoveLabel(i int) {
	defer d.guard()
	d.Session.RemoveLabel(i)
}

// TakeWord writes the typed word onto the picture in the first well, and adds
// it to the labels.
func (d *Desk) TakeWord() {
	defer d.guard()
	w, word := d.Session.Wells[0], d.Word
	if w == nil || word == "" {
		d.Session.Notice = d.Session.Say.NeedPicture
		return
	}
	name := w.Name
	d.Word = ""
	d.host.Stamp(*w, word, func(stamped *session.Well) {
		d.update(func() {
			stamped.Name = name + ": " + word
			d.source(func() { d.Session.Fill(0, stamped) })
			d.Session.AddLabel(word)
		})
	})
}

// Open takes the fragment of the page's address over; what is no recipe is let
// be. Before there is a model only the words are known: what the link leaves open
// is the model's own, and whether it was made by another shows then.
func (d *Desk) Open(fragment string) {
	made := d.linked(fragment)
	if made == nil {
		return
	}
	d.Enter(session.ModeOf(made))
	if d.Session.Model.Version == "" {
		d.link, d.Session.Prompt = fragment, made.Request.Prompt
		return
	}
	d.restore(made)
}

// openLeft takes over the settings of the link that has waited for a model. Its
// words stand already, and the visitor may have written on, or be elsewhere.
func (d *Desk) openLeft() {
	if d.link == "" || d.Session.Model.Version == "" {
		return
	}
	if made := d.linked(d.link); made != nil {
		d.Session.RestoreSettings(made)
	}
	d.link = ""
}

// linked reads a recipe from the fragment of an address, or returns nil.
func (d *Desk) linked(fragment string) *recipe.Recipe {
	if len(fragment) < 2 {
		return nil
	}
	fresh := d.Session.Fresh()
	made, err := recipe.ParseLink(fragment, fresh.Plain())
	if err != nil {
		println("page:", err.Error())
		return nil
	}
	return made
}

// restore takes the words and settings of a recipe over, in place of those of a
// link that waits.
func (d *Desk) restore(made *recipe.Recipe) {
	d.link = ""
	d.Session.Restore(made)
	d.count()
}
