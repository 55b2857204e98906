package app

import (
	"fmt"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
	"unclip/web/session"
)

// PictureDetails tells how the picture on the stage was made.
type PictureDetails struct{ Desk *Desk }

// Line is a name with its value.
type Line struct{ Name, Value string }

// told is the picture to tell of, or nil.
func (c *PictureDetails) told() *session.Shot {
	if !c.Desk.InfoOpen {
		return nil
	}
	return c.Desk.Session.Shot()
}

// Link is the address of the picture's words and settings; blank where they are
// not all that it takes.
func (c *PictureDetails) Link() string {
	if shot := c.told(); shot != nil && shot.Recipe.FromWords() {
		return c.Desk.host.Link(shot.Recipe.Link())
	}
	return ""
}

// Lines lists what is worth knowing.
func (c *PictureDetails) Lines() []Line {
	shot := c.told()
	if shot == nil {
		return nil
	}
	say := c.Desk.Session.Say
	l := &details{desk: c.Desk, fresh: c.Desk.Session.Fresh()}
	l.asked(&shot.Recipe)
	l.way(&shot.Recipe)
	l.decoder(&shot.Recipe)
	l.prior(&shot.Recipe)
	l.control(true, "size", fmt.Sprintf("%d × %d", shot.Width, shot.Height))
	l.add(true, say.ModelName, shot.Model)
	took := shot.Millis()
	l.add(took > 0, say.Took, say.Seconds(took/1000))
	return l.lines
}

// details are lines as they are added.
type details struct {
	desk  *Desk
	fresh session.Choices // what goes without saying
	lines []Line
}

func (l *details) add(when bool, name, value string) {
	if when {
		l.lines = append(l.lines, Line{name, value})
	}
}

// control adds a setting under its name.
func (l *details) control(when bool, name, value string) {
	l.add(when, l.desk.control(name).Label, value)
}

// number adds a setting that is a number.
func (l *details) number(when bool, name string, x float64) {
	l.control(when, name, l.desk.Session.Say.Decimal(x, 3))
}

// asked adds the words, or the pictures in their place, and the seed.
func (l *details) asked(r *recipe.Recipe) {
	g, say := &r.Request, l.desk.Session.Say
	l.add(g.Prompt != "", say.Choice("words"), g.Prompt)
	l.add(g.Prompt == "" && r.Of != "", say.Picture, r.Of)
	l.add(r.From != "", say.Before, r.From)
	l.control(g.Negative != "", "negative", g.Negative)
	l.control(true, "seed", g.Seed)
}

// way adds how far a picture is from those that it was made from.
func (l *details) way(r *recipe.Recipe) {
	switch r.Mode {
	case string(session.Vary):
		l.number(true, "free", r.Request.Eta)
	case string(session.Blend):
		l.number(true, "between", r.Value)
	case string(session.Edit):
		l.number(true, "strength", r.Value)
	case recipe.Paint:
		l.number(true, "redraw", r.Strength)
	}
}

// decoder adds how the picture was decoded. Those that others go into are always
// walked by DDIM.
func (l *details) decoder(r *recipe.Recipe) {
	g := &r.Request
	free := r.FromWords() && g.Sampler == bridge.DDIM || r.Mode == recipe.Paint || r.Mode == string(session.Probe)
	l.number(true, "steps", float64(g.Steps))
	l.number(true, "guidance", g.Guidance)
	l.number(g.ImageGuidance != g.Guidance, "image-strength", g.ImageGuidance)
	l.control(r.FromWords(), "sampler", l.desk.Session.Say.Choice(g.Sampler))
	l.number(free && g.Eta != l.fresh.Eta, "eta", g.Eta)
}

// prior adds how the picture's meaning was imagined, if it was.
func (l *details) prior(r *recipe.Recipe) {
	if !r.FromWords() && session.ModeOf(r) != session.Edit {
		return
	}
	g := &r.Request
	l.control(true, "prior", l.desk.Session.Say.Choice(g.Prior))
	l.number(float64(g.PriorSteps) != l.fresh.PriorSteps, "prior-steps", float64(g.PriorSteps))
	l.number(g.PriorGuidance != l.fresh.PriorGuidance, "prior-guidance", g.PriorGuidance)
	l.number(float64(g.Candidates) != l.fresh.Candidates, "candidates", float64(g.Candidates))
}
