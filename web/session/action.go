package session

import (
	"fmt"

	"unclip/wasm/bridge"
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
	Claim                  // take the GPU over from another tab
	GiveUp                 // this device cannot
	Stopping               // a cancel is on its way
)

// Action says what the main button does now.
func (s *Session) Action() Action {
	switch {
	case s.stopping:
		return Stopping
	case s.Phase == bridge.Elsewhere:
		return Claim
	case s.Busy():
		return Stop
	case s.Phase == bridge.Idle:
		return Get
	case s.Phase == bridge.Ready:
		return Make
	case s.Phase != bridge.Broken:
		return Wait
	case s.Failure != nil && s.Failure.Code == bridge.NoGPU:
		return GiveUp
	}
	return Retry
}

// Label is the text of the main button.
func (s *Session) Label() string {
	switch s.Action() {
	case Get:
		if s.Model.CachedBytes > 0 {
			return fmt.Sprintf(s.Say.GetRest, s.Say.Bytes(s.Model.Bytes-s.Model.CachedBytes))
		}
		return fmt.Sprintf(s.Say.GetModel, s.Say.Bytes(s.Model.Bytes))
	case Make:
		return s.verb()
	case Stop:
		if s.Phase == bridge.Installing {
			return s.Say.Pause
		}
		return s.Say.Cancel
	case Stopping:
		return s.Say.Stopping
	case Retry:
		return s.Say.TryAgain
	case Claim:
		return s.Say.UseHere
	case GiveUp:
		return s.Say.NotHere
	}
	return s.Say.Starting
}

// verb is what the main button makes in this mode.
func (s *Session) verb() string {
	switch s.Mode {
	case Vary:
		return s.Say.VaryNow
	case Blend:
		return s.Say.BlendNow
	case Edit:
		return s.Say.EditNow
	case Probe:
		return s.Say.ProbeNow
	}
	return s.Say.Generate
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
		s.askAhead()
		return s.get(&bridge.Install{Place: bridge.OnDevice})
	case Make:
		s.ask()
		return s.Next()
	case Stop:
		return s.Cancel()
	case Claim:
		return &bridge.Claim{}
	}
	return nil
}

// Cancel stops what is going on and what waits, or returns nil.
func (s *Session) Cancel() bridge.Message {
	if s.Action() != Stop {
		return nil
	}
	s.queue, s.moving = nil, false
	switch s.Phase {
	case bridge.Installing:
		s.stopping = true
		return &bridge.Cancel{}
	case bridge.Generating:
		s.stopping = true
		return &bridge.Cancel{ID: s.current.id}
	}
	return nil
}

// askAhead lets the words that are there already wait for the model.
func (s *Session) askAhead() {
	if s.Mode == Create && s.Prompt != "" && len(s.queue) == 0 {
		s.ask()
	}
}

// ask puts requests for what the mode makes into the queue, or leaves a notice.
func (s *Session) ask() {
	switch s.Mode {
	case Vary:
		s.vary()
	case Blend:
		s.blend()
	case Edit:
		s.edit()
	case Probe:
		s.probe()
	default:
		s.create()
	}
}
