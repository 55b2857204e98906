package app

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/history"
	"unclip/web/session"
	"unclip/web/words"
)

// ready is a visit with a model, in the middle of things.
func ready(t *testing.T) *visit {
	v := newVisit(t)
	v.settle()
	return v
}

// settle opens the history and gets the model.
func (v *visit) settle() {
	v.Helper()
	v.outside(v.openAlbum)
	v.until(bridge.Idle)
	v.Press()
	v.until(bridge.Ready)
	v.Session.Choices.Steps, v.Session.Choices.PriorSteps, v.Session.Choices.Variations = 2, 2, 1
}

// make presses the main button and waits until the engine rests.
func (v *visit) make(prompt string) {
	v.Helper()
	v.Write(prompt)
	v.Press()
	if v.Session.Notice != "" {
		v.Fatal(v.Session.Notice)
	}
	for v.Session.Busy() {
		m, err := v.host.in.Take(v.Context())
		if err != nil {
			v.Fatal(err)
		}
		v.receive(m)
	}
}

// kept waits until the history holds n pictures.
func (v *visit) kept(n int) {
	v.Helper()
	v.wait("the history holds them", func() bool { return len(v.Session.Album.Entries) == n })
}

func TestHistoryKeepsFindsAndDeletes(t *testing.T) {
	v := ready(t)
	if v.host.persist != 1 {
		t.Error("the browser was not asked to keep the data when the model came")
	}
	v.make("a red fox")
	v.make("a blue boat")
	v.kept(2)
	v.Favourite()
	v.Enter(session.History)
	v.wait("the space is measured", func() bool { return v.Session.Album.Quota > 0 })
	v.has("a red fox", "a blue boat", `src="blob:tiny"`, "96 MB of 100 MB", say.Prune, say.HistoryVisit)

	v.Search("boat")
	if html := v.html(); strings.Contains(html, "Open: a red fox") || !strings.Contains(html, "Open: a blue boat") {
		t.Error("the search does not search")
	}
	v.Search("")
	v.AskPrune()
	if old := v.Session.Album.Prunable(); len(old) != 1 || old[0].Recipe.Request.Prompt != "a red fox" || v.host.focus != "delete-no" {
		t.Errorf("pruning would delete %+v", old)
	}
	v.has("Delete the oldest 1 picture that are no favourites?")
	v.Answer(false)
	v.kept(2)
	v.AskDelete(v.Session.Album.Entries[0])
	v.has(say.DeleteAsk)
	v.Answer(true)
	v.kept(1)
	if all, _ := v.host.store.Entries(context.Background()); len(all) != 1 || !all[0].Favourite {
		t.Errorf("the store holds %+v", all)
	}

	v.NewSeed()
	v.OpenEntry(v.Session.Album.Entries[0])
	v.wait("the picture is open", func() bool { return v.Session.Mode == session.Create })
	took := v.Session.Shots[1].Millis()
	v.outside(func() {
		shot, err := v.develop(v.Session.Album.Entries[0])
		if err != nil || took <= 0 || math.Abs(shot.Millis()-took) > 1e-6 {
			t.Errorf("took %g ms, kept as %g, %v", took, shot.Millis(), err)
		}
	})
	if v.Session.Prompt != "a blue boat" || v.Session.Choices.Seed != v.Session.Shot().Request.Seed || !v.Session.Choices.KeepSeed {
		t.Errorf("opened %q with %+v", v.Session.Prompt, v.Session.Choices)
	}
}

func TestExportAndImport(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.kept(1)
	v.Export()
	v.wait("the file is offered", func() bool { return v.host.offered["unclip-history.zip"] != nil })
	other := ready(t)
	other.host.pick = v.host.offered["unclip-history.zip"]
	other.ChooseArchive(js.Value{})
	other.kept(1)
	if e := other.Session.Album.Entries[0]; e.Recipe.Request.Prompt != "a red fox" || e != v.Session.Album.Entries[0] {
		t.Errorf("imported %+v", e)
	}
	other.host.pick = []byte("PK\x03\x04 and nonsense")
	other.ChooseArchive(js.Value{})
	other.wait("the page says so", func() bool { return other.Session.Notice == say.ImportBad })
}

// TestHistoryChangesElsewhere opens and marks pictures that another tab has
// deleted, and exports what is left.
func TestHistoryChangesElsewhere(t *testing.T) {
	v := ready(t)
	for _, prompt := range []string{"a red fox", "a blue boat", "a green hat"} {
		v.make(prompt)
	}
	v.kept(3)
	all := slices.Clone(v.Session.Album.Entries)
	if err := v.host.store.Delete(t.Context(), all[0].Key, all[1].Key); err != nil {
		t.Fatal(err)
	}
	v.Export()
	v.wait("the file is offered", func() bool { return v.Session.Notice == "Exported: 1 of 3. The others could not be read." })
	v.OpenEntry(all[0])
	v.wait("it says that the picture is gone", func() bool { return v.Session.Notice == say.PictureGone })
	v.kept(2)
	v.Session.Notice = ""
	v.MarkEntry(all[1])
	v.wait("it says so of the next", func() bool { return v.Session.Notice == say.PictureGone })
	v.kept(1)
	for _, shot := range v.Session.Shots {
		if shot.Favourite {
			t.Errorf("the mark of %q stays on the page", shot.Request.Prompt)
		}
	}
}

// TestHistoryIsClearedWhole asks first, and deletes what it asked about: not a picture
// that comes before the answer.
func TestHistoryIsClearedWhole(t *testing.T) {
	v := ready(t)
	v.has(`id="clear" class="quiet" disabled`)
	v.make("a red fox")
	v.make("a blue boat")
	v.kept(2)
	v.Favourite()
	v.AskClear()
	v.has("Delete the whole history (2 pictures), favourites too?")
	v.Answer(false)
	v.AskClear()
	v.make("a green hat")
	v.kept(3)
	v.Answer(true)
	v.kept(1)
	if all, _ := v.host.store.Entries(t.Context()); len(all) != 1 || all[0].Recipe.Request.Prompt != "a green hat" {
		t.Errorf("the store holds %+v", all)
	}
}

// TestHistoryShowsOtherTabs looks at the history behind another tab's work: there is
// what it has kept, and not what it has deleted.
func TestHistoryShowsOtherTabs(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.make("a blue boat")
	v.kept(2)
	other := newVisit(t)
	other.host.store = v.host.store
	other.settle()
	other.make("a green hat")
	other.kept(3)
	other.AskDelete(v.Session.Album.Entries[0])
	other.Answer(true)
	other.kept(2)
	v.Enter(session.History)
	v.wait("it shows them", func() bool {
		e := v.Session.Album.Entries
		return len(e) == 2 && e[0].Recipe.Request.Prompt == "a blue boat" && e[1].Recipe.Request.Prompt == "a green hat"
	})
}

// counting counts how often a store is read at the same time.
type counting struct {
	history.Store
	gate      chan struct{} // each reading waits for one
	now, most *atomic.Int32
}

func (c counting) Entries(ctx context.Context) ([]history.Entry, error) {
	c.most.Store(max(c.most.Load(), c.now.Add(1)))
	defer c.now.Add(-1)
	<-c.gate
	return c.Store.Entries(ctx)
}

// TestHistoryIsReadOnceAtATime looks at the history three times before it is read:
// what comes meanwhile is shown, and nobody reads beside another.
func TestHistoryIsReadOnceAtATime(t *testing.T) {
	v := ready(t)
	c := counting{v.host.store, make(chan struct{}), new(atomic.Int32), new(atomic.Int32)}
	v.album = func() history.Store { return c }
	v.Enter(session.History)
	v.wait("it is read", func() bool { return c.now.Load() == 1 })
	v.Enter(session.History)
	v.Enter(session.History)
	v.outside(func() { time.Sleep(20 * time.Millisecond) })
	if err := v.host.store.Put(t.Context(), history.Item{Entry: history.Entry{Key: "1"}}); err != nil {
		t.Fatal(err)
	}
	close(c.gate)
	v.kept(1)
	if n := c.most.Load(); n != 1 {
		t.Errorf("read %d times at once", n)
	}
}

// TestSpaceUnknown says nothing of it where the browser gives no estimate.
func TestSpaceUnknown(t *testing.T) {
	v := ready(t)
	v.Session.Mode = session.Settings
	if html := v.html(); strings.Contains(html, " used on this device") {
		t.Error("the page tells what it does not know")
	}
	v.Session.Album.Quota = 1e6
	v.has("0 B of 1 MB used on this device")
}

// TestHistoryThatDoesNotAnswer marks and deletes where the browser fails.
func TestHistoryThatDoesNotAnswer(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	v.kept(1)
	v.album = func() history.Store { return stuck{v.host.store} }
	for name, change := range map[string]func(){
		"mark":   v.Favourite,
		"delete": func() { v.AskDelete(v.Session.Album.Entries[0]); v.Answer(true) },
	} {
		v.Session.Notice = ""
		change()
		v.wait(name+" fails", func() bool { return v.Session.Notice == say.HistoryStuck })
		if all := v.Session.Album.Entries; len(all) != 1 || all[0].Favourite || v.Session.Shots[0].Favourite {
			t.Errorf("%s: the page shows %+v", name, all)
		}
	}
}

// stuck is a store that changes nothing.
type stuck struct{ history.Store }

func (stuck) Mark(context.Context, history.Entry) error { return history.ErrStore }
func (stuck) Delete(context.Context, ...string) error   { return history.ErrStore }

// TestImportGoesOn imports three pictures of which the second is broken, over one
// that was marked since.
func TestImportGoesOn(t *testing.T) {
	v := ready(t)
	for _, prompt := range []string{"a red fox", "a blue boat", "a green hat"} {
		v.make(prompt)
	}
	v.kept(3)
	all := v.Session.Album.Entries
	var a history.Archive
	for i, e := range all {
		file, err := v.host.store.File(t.Context(), e.Key)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			file = []byte("\x89PNG\r\n\x1a\nbroken")
		}
		a.Add(history.Item{Entry: e, File: file})
	}
	v.MarkEntry(all[0])
	if err := v.host.store.Delete(t.Context(), all[2].Key); err != nil {
		t.Fatal(err)
	}
	v.Session.Album.Remove(all[2].Key)
	v.host.pick = a.Bytes()
	v.ChooseArchive(js.Value{})
	v.wait("two are here", func() bool {
		return v.Session.Notice == "Imported: 2 of 3. The others are damaged, or there is no room for them."
	})
	if got := v.Session.Album.Entries; len(got) != 3 || !got[0].Favourite || got[2].Favourite {
		t.Errorf("the history holds %+v", got)
	}
	kept, err := v.host.store.Entries(t.Context())
	if err != nil || len(kept) != 3 || !kept[0].Favourite {
		t.Errorf("the store holds %+v, %v", kept, err)
	}
}

func TestHugeFileIsNotRead(t *testing.T) {
	v := ready(t)
	v.host.pick = nil
	v.ChooseArchive(js.Value{})
	v.wait("the page says why", func() bool { return strings.HasPrefix(v.Session.Notice, "That file is larger than 537 MB") })
}

func TestDroppedPictureRestoresEverything(t *testing.T) {
	v := ready(t)
	v.Session.Choices.Guidance, v.Session.Choices.Sampler = 7.5, bridge.DPM
	v.make("a red fox")
	v.Save()
	v.wait("the file is offered", func() bool { return len(v.host.offered) == 1 })
	var file []byte
	for _, file = range v.host.offered {
	}
	want := v.Session.Shot().Request

	other := ready(t)
	other.outside(func() { other.TakeFile(file, anyPlace) })
	other.wait("the words are back", func() bool { return other.Session.Prompt == "a red fox" })
	got := other.Session.Choices
	if got.Guidance != 7.5 || got.Sampler != bridge.DPM || got.Seed != want.Seed || other.Session.Shot().Request != want {
		t.Errorf("restored %+v", got)
	}
	other.outside(func() { other.TakeFile([]byte("no picture"), anyPlace) })
	other.wait("the page says so", func() bool { return other.Session.Notice == say.PictureBad })

	plain := bytes.Clone(blankPicture(t))
	other.outside(func() { other.TakeFile(plain, anyPlace) })
	other.wait("a foreign picture goes into a well", func() bool { return other.Session.Mode == session.Vary && other.Session.Wells[0] != nil })
}

func blankPicture(t *testing.T) []byte {
	result := make(chan []byte)
	(&paper{}).Encode(nil, 4, 4, func(file, _ []byte, err error) {
		if err != nil {
			t.Error(err)
		}
		result <- file
	})
	return <-result
}

func TestVaryBlendEditProbe(t *testing.T) {
	v := ready(t)
	v.Enter(session.Vary)
	v.Press()
	if v.Session.Notice != say.NeedPicture {
		t.Errorf("without a picture: %q", v.Session.Notice)
	}
	v.Enter(session.Create)
	v.make("a red fox")
	v.make("a blue boat")
	v.Send(session.Vary)
	v.Turn("count", "9")
	v.make("")
	if n := len(v.Session.Sheet.Shots()); n != 9 || !v.Session.OnSheet() || v.Session.Shots[len(v.Session.Shots)-1].Recipe.Mode != "vary" {
		t.Errorf("%d variations", n)
	}
	v.has(`data-columns="3"`)
	const hidden = `hidden="hidden" id="link"`
	if v.Select(0); strings.Contains(v.html(), hidden) {
		t.Error("a picture from words has no link")
	}
	if v.Select(2); !strings.Contains(v.html(), hidden) {
		t.Error("a link without its source makes another picture")
	}
	v.WriteLabel("fox")
	v.TakeLabel()
	v.make("")
	v.has("<meter", "100 %") // what the source is taken for, beside the variations
	v.RemoveLabel(0)

	v.Select(0)
	v.Send(session.Blend)
	v.Select(1)
	v.UseStage(1)
	v.make("")
	if !v.Session.OnFilm() || len(v.Session.Sheet.Shots()) != 7 || v.Session.Frame() != 6 {
		t.Errorf("the film has %d frames, stands at %d", len(v.Session.Sheet.Shots()), v.Session.Frame())
	}
	v.Scrub("3")
	v.has(say.ExportFilm, `aria-valuetext="50 %"`)
	v.ExportFilm()
	v.wait("the animation is offered", func() bool { return len(v.host.offered) == 1 })

	v.Send(session.Edit)
	v.StartFrom("a fox")
	v.make("a fox in the snow")
	last := v.Session.Shot()
	if last.Recipe.Mode != "edit" || last.Recipe.From != "a fox" || last.Recipe.Strength != 0.35 {
		t.Errorf("edited as %+v", last.Recipe)
	}
	v.Compare()
	v.WipeTo("25")
	if n := len(v.host.wiped); n != 2 || v.host.wiped[1] != 0.25 {
		t.Errorf("wiped %v", v.host.wiped)
	}
	v.Compare()

	v.Send(session.Probe)
	v.WriteLabel("fox")
	v.TakeLabel()
	v.WriteWord("iPod")
	v.TakeWord()
	v.wait("the word is stamped", func() bool { return len(v.Session.Labels) == 2 })
	v.make("a fox")
	v.has("<meter", "hills under a sun", "0.42", `aria-label="Remove fox"`)
	if n := len(v.Session.Sheet.Shots()); n != 6 {
		t.Errorf("the ladder has %d rungs", n)
	}
}

func TestCodesStayWithTheirPicture(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	if html := v.html(); strings.Contains(html, "48 of 48 codes") {
		t.Error("codes of a picture that was made without")
	}
	v.ChoosePrior(bridge.PriorAR)
	v.make("a blue boat")
	v.has("48 of 48 codes, similarity to the words 0.4.", `viewBox="0 -1 48 2"`, "M47.5 0v")
	v.Select(0)
	if v.Session.StageCodes() != nil {
		t.Error("the codes stay with another picture")
	}
}

// TestLanguages renders every view in every language.
func TestLanguages(t *testing.T) {
	v := ready(t)
	v.make("a red fox")
	for _, l := range words.Languages() {
		v.Speak(l.Tag)
		for _, m := range session.Modes {
			v.Enter(m)
			v.has(v.Session.Say.Control(string(m)).Label, l.Tagline)
			if strings.Contains(v.html(), "%!") {
				t.Errorf("%s, %s: a format does not fit", l.Tag, m)
			}
		}
		if v.Session.Say.Tag != l.Tag || v.host.kept[languageName] != l.Tag {
			t.Errorf("speaks %s, not %s", v.Session.Say.Tag, l.Tag)
		}
	}
}

func TestReportHoldsNoPrompts(t *testing.T) {
	v := ready(t)
	v.make("a secret fox")
	v.Enter(session.Settings)
	v.has("practice", "a practice engine", say.CopyReport)
	if strings.Contains(v.report(), "secret") {
		t.Error("the report tells the prompt")
	}
	v.receive(&bridge.Diagnosis{Features: []string{"subgroups"}, Exam: bridge.ExamPassed, Notes: []string{"largest buffer: 4096 MiB"}})
	v.has("subgroups", "exam       passed", "4096 MiB")
	v.CopyReport()
	v.wait("the report is copied", func() bool { return v.Session.Notice == say.ReportCopied })
}

func TestTokensAreCounted(t *testing.T) {
	v := ready(t)
	v.Write(strings.Repeat("word ", 75) + "too much")
	v.has("77 of 75 tokens", "Left out: too much")
}
