package app

import (
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/session"
)

// TestPicturesWithoutWordsHaveNames varies and blends without a word: the pictures
// are named after those that they were made from, and those of strangers after
// the mode.
func TestPicturesWithoutWordsHaveNames(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.make("a blue boat")
	v.Select(0)
	v.Send(session.Vary)
	v.make("")
	v.kept(3)
	v.Select(2)
	v.has("Generated picture: a red fox", "Show picture 3: a red fox")
	v.Save()
	v.wait("the file is offered", func() bool { return len(v.host.offered) == 1 })
	for name, file := range v.host.offered {
		made := recipeIn(file)
		if !strings.HasPrefix(name, "a-red-fox-") || made == nil || made.Request.Prompt != "" || made.Title() != "a red fox" {
			t.Errorf("%s was made by %+v", name, made)
		}
	}
	v.Send(session.Blend)
	v.Select(1)
	v.UseStage(1)
	v.make("")
	v.has("Generated picture: a red fox, a blue boat")

	v.Enter(session.History)
	v.kept(10)
	v.has("Delete: a red fox, a blue boat", ">a red fox, a blue boat</span>")
	v.Search("fox boat")
	if n := len(v.Session.Album.Found()); n != 7 {
		t.Errorf("found %d of the blend's frames", n)
	}

	v.Enter(session.Vary)
	v.takePicture(&session.Well{Width: 1, Height: 1, Pixels: bridge.Memory{0, 0, 0, 0}}, nil, 0)
	v.Press()
	v.has("Sheet of pictures: Vary")
}
