package app

import (
	"testing"

	"unclip/web/recipe"
	"unclip/web/session"
)

func TestPaintingOver(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.Send(session.Edit)
	v.ChooseMethod(session.Paint)
	v.has(say.PaintMask)
	if !v.Session.Painting || v.host.brush != 0.12 {
		t.Errorf("painting %v with a brush of %g", v.Session.Painting, v.host.brush)
	}
	v.make("a green hat")
	if made := v.Session.Shot().Recipe; v.Session.Painting || made.Mode != recipe.Paint || made.Strength != 1 {
		t.Errorf("painted over as %+v", made)
	}
}

// TestPaintStaysWithItsPicture changes what is being painted over: the stage shows
// the other picture, without the paint that was meant for the first.
func TestPaintStaysWithItsPicture(t *testing.T) {
	for name, change := range map[string]func(v *visit){
		"from the stage":   func(v *visit) { v.Select(1); v.UseStage(0) },
		"from a file":      func(v *visit) { v.takePicture(&session.Well{Width: 3, Height: 3}, nil, 0) },
		"sent once more":   func(v *visit) { v.Select(1); v.Send(session.Edit); v.TogglePainting() },
		"none, then a new": func(v *visit) { v.ClearWell(0); v.UseStage(0); v.TogglePainting() },
	} {
		t.Run(name, func(t *testing.T) {
			v := ready(t)
			v.make("a red fox")
			v.make("a blue boat")
			v.Select(0)
			v.Send(session.Edit)
			v.ChooseMethod(session.Paint)
			cleared, shown := v.host.cleared, len(v.host.shown)
			change(v)
			want := v.Session.Wells[0].Width
			if v.host.cleared == cleared || v.host.brush != 0.12 || !v.Session.Painting {
				t.Errorf("cleared %d times, a brush of %g, painting %v", v.host.cleared-cleared, v.host.brush, v.Session.Painting)
			}
			if n := len(v.host.shown); n == shown || v.host.shown[n-1] != want {
				t.Errorf("shows %v, not %d", v.host.shown[shown:], want)
			}
		})
	}
	v := ready(t)
	v.make("a red fox")
	v.Send(session.Edit)
	v.ChooseMethod(session.Paint)
	if v.ClearWell(0); v.Session.Painting {
		t.Error("paints over nothing")
	}
}
