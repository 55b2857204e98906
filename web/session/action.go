package session

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"unclip/wasm/bridge"
	"unclip/web/words"
)

// Action is what the one main button does now.
type Action int

// The faces of the main button.
const (
	Wait     Action = iota // nothing yet
	Get                    // download the model
	Make                   // generate a picture
	Stop                   // cancel what is going on
	Retry                  // greet the engine again
	GiveUp                 // this device cannot
	Stopping               // a cancel is on its way
)

// Action says what the main button does now.
func (s *Session) Action() Action {
	switch {
	case s.stopping:
		return Stopping
	case s.Busy():
		return Stop
	case s.Phase == bridge.Idle:
		return Get
	case s.Phase == bridge.Ready:
		return Make
	case s.Phase != bridge.Broken:
		return Wait
	case s.Problem != nil && s.Problem.Title == words.Problems[bridge.NoGPU].Title:
		return GiveUp
	}
	return Retry
}

// Label is the text of the main button.
func (s *Session) Label() string {
	switch s.Action() {
	case Get:
		if s.Model.CachedBytes > 0 {
			return fmt.Sprintf(words.GetRest, words.Bytes(s.Model.Bytes-s.Model.CachedBytes))
		}
		return fmt.Sprintf(words.GetModel, words.Bytes(s.Model.Bytes))
	case Make:
		return words.Generate
	case Stop:
		return words.Cancel
	case Stopping:
		return words.Stopping
	case Retry:
		return words.TryAgain
	case GiveUp:
		return words.NotHere
	}
	return words.Starting
}

// Enabled says whether the main button can be pressed.
func (s *Session) Enabled() bool {
	a := s.Action()
	return a != Wait && a != GiveUp && a != Stopping
}

// Press is the main button. It returns the message to send, or nil when there
// is nothing to send; then Notice may say why.
func (s *Session) Press() bridge.Message {
	s.Notice = ""
	switch s.Action() {
	case Get:
		s.Problem = nil
		return &bridge.Install{}
	case Make:
		return s.request()
	case Stop:
		return s.Cancel()
	}
	return nil
}

// Cancel stops what is going on, or returns nil.
func (s *Session) Cancel() bridge.Message {
	if s.Action() != Stop {
		return nil
	}
	s.stopping = true
	if s.Phase == bridge.Installing {
		return &bridge.Cancel{}
	}
	return &bridge.Cancel{ID: s.current.ID}
}

// request turns the prompt and the settings into a request.
func (s *Session) request() bridge.Message {
	prompt := strings.TrimSpace(s.Prompt)
	if prompt == "" {
		s.Notice = words.NeedPrompt
		return nil
	}
	if n := utf8.RuneCountInString(prompt); n > bridge.MaxPromptRunes {
		s.Notice = fmt.Sprintf(words.TooLong, n, bridge.MaxPromptRunes)
		return nil
	}
	if !s.Settings.KeepSeed && s.lastID > 0 {
		s.NewSeed()
	}
	s.lastID++
	g := s.Settings.request()
	g.ID, g.Prompt = s.lastID, prompt
	s.current, s.Problem, s.Selected = g, nil, Live
	// Until the engine says so itself, so that a second press cannot ask twice.
	s.Phase, s.progress, s.forming = bridge.Generating, nil, false
	return &g
}
