package app

import (
	"strings"
	"testing"

	"github.com/vugu/vugu/js"

	"unclip/wasm/bridge"
	"unclip/web/session"
)

func TestNoRoomLeavesAChoice(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.host.engine.Full = true
	v.Press()
	v.until(bridge.Installing)
	v.until(bridge.Idle)
	v.has("There is no room for the model", "The model needs 10 MB more; this browser offers 4 MB.", say.ForVisit)
	v.ForVisit()
	v.until(bridge.Ready)
	v.has(say.Visit, "practice: "+say.ModelVisit)
	if strings.Contains(v.html(), say.Offline) || v.host.persist != 1 {
		t.Error("a model for a visit is treated as if it were kept")
	}
}

func TestImportAndRemove(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.Enter(session.Settings)
	v.has(say.ImportFiles, "practice: "+say.ModelAbsent)
	v.host.files = []bridge.File{bridge.MemoryFile{Title: "wrong.safetensors"}}
	v.ChooseModel(js.Value{})
	for v.Session.Problem == nil {
		m, _ := v.host.in.Take(t.Context())
		v.receive(m)
	}
	v.has("A file does not fit", "wrong.safetensors is not the file that the manifest lists")
	v.host.files = []bridge.File{bridge.MemoryFile{Title: "manifest.json"}}
	v.ChooseModel(js.Value{})
	v.until(bridge.Installing)
	v.until(bridge.Ready)
	v.has("practice: 10 MB on this device")
	v.wait("the badge says so", func() bool { return v.pageKept })
	v.has(say.Offline)

	v.AskRemove()
	v.has("Delete the model (10 MB) from this device?")
	v.Remove(false)
	if v.Session.Phase != bridge.Ready || v.Removing {
		t.Error("no means yes")
	}
	v.AskRemove()
	v.Remove(true)
	v.until(bridge.Idle)
	v.has("practice: "+say.ModelAbsent, "Get the model, 10 MB")
	if strings.Contains(v.html(), say.Offline) {
		t.Error("the badge stays")
	}
}

func TestNothingIsImportedDuringWork(t *testing.T) {
	v := ready(t)
	v.Session.Choices.Steps = 40
	v.Write("a red fox")
	v.Press()
	v.host.files = []bridge.File{bridge.MemoryFile{Title: "manifest.json"}}
	v.ChooseModel(js.Value{})
	v.Remove(true)
	for v.Session.Busy() {
		m, _ := v.host.in.Take(t.Context())
		v.receive(m)
	}
	if len(v.Session.Shots) != 1 {
		t.Errorf("%d pictures", len(v.Session.Shots))
	}
}

// TestDownloadIsToldOnce shows the counter in Settings, and speaks of the stage alone.
func TestDownloadIsToldOnce(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.Enter(session.Settings)
	v.receive(&bridge.State{Phase: bridge.Installing})
	v.receive(&bridge.Progress{Stage: bridge.Download, Done: 2e6, Total: 1e7, Left: 4})
	card := &ModelCard{Desk: v.Desk}
	if card.Status() != "Getting the model, 2 MB of 10 MB, 20 %, 2 MB/s, 4 s left" || card.Spoken() != say.StatusDownload {
		t.Errorf("shows %q, speaks %q", card.Status(), card.Spoken())
	}
	v.Session.Notice = say.ReportCopied
	if card.Spoken() != "" {
		t.Errorf("speaks %q where the view does", card.Spoken())
	}
}

// Storage that does not open is reset, once the visitor has said so.
func TestStuckStorageIsReset(t *testing.T) {
	v := newVisit(t)
	v.until(bridge.Idle)
	v.host.engine.Stuck = true
	v.host.Post(&bridge.Hello{Base: "http://localhost/"})
	for !v.Session.Stuck() {
		m, _ := v.host.in.Take(t.Context())
		v.receive(m)
	}
	v.has("storage does not open, so the model lasts for this visit only")
	v.Enter(session.Settings)
	v.AskReset()
	v.has(say.ResetAsk)
	if v.Reset(false); v.Resetting || !v.Session.Stuck() {
		t.Error("no means yes")
	}
	v.AskReset()
	v.Reset(true)
	for v.Session.Stuck() {
		m, _ := v.host.in.Take(t.Context())
		v.receive(m)
	}
	if v.Session.Status() != say.StatusIdle {
		t.Errorf("behind the reset the page says %q", v.Session.Status())
	}
	if m := v.Session.Reset(); m != nil {
		t.Error("sound storage can be reset")
	}
}
