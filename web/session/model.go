package session

import (
	"fmt"

	"unclip/wasm/bridge"
)

// get remembers how the model is asked for, in case there is no room for it.
func (s *Session) get(m bridge.Message) bridge.Message {
	s.Problem, s.asked = nil, m
	return m
}

// Import asks for the model from files, or returns nil where it cannot be now.
func (s *Session) Import(files []bridge.File) bridge.Message {
	if !s.Changeable() || len(files) == 0 {
		return nil
	}
	return s.get(&bridge.Import{Place: bridge.OnDevice, Files: files})
}

// Refused says that there was no room to keep the model that was asked for.
func (s *Session) Refused() bool {
	return s.Problem != nil && s.Failure != nil && s.Failure.Code == bridge.NoSpace && s.asked != nil
}

// NoRoom says how much room is missing, where the browser tells.
func (s *Session) NoRoom() string {
	missing := max(0, s.Model.Bytes-s.Model.CachedBytes)
	if !s.Refused() || s.Storage.Free < 0 || s.Storage.Free >= missing {
		return ""
	}
	return fmt.Sprintf(s.Say.NoRoom, s.Say.Bytes(missing), s.Say.Bytes(s.Storage.Free))
}

// ForVisit asks once more for the model that there was no room for, to be held
// until the page closes; nil where nothing was refused.
func (s *Session) ForVisit() bridge.Message {
	if !s.Refused() {
		return nil
	}
	switch m := s.asked.(type) {
	case *bridge.Install:
		s.askAhead()
		return s.get(&bridge.Install{Place: bridge.ForVisit})
	case *bridge.Import:
		return s.get(&bridge.Import{Place: bridge.ForVisit, Files: m.Files})
	}
	return nil
}

// Remove asks to delete the model, or returns nil where it cannot be now.
func (s *Session) Remove() bridge.Message {
	if !s.Changeable() || !s.Removable() {
		return nil
	}
	s.Problem = nil
	return &bridge.Remove{}
}

// Stuck says that nothing is kept since the browser's storage does not open.
func (s *Session) Stuck() bool { return s.Storage.Stuck == bridge.Yes }

// Reset asks to delete what the browser keeps of models, or returns nil where it
// cannot be now, or need not be.
func (s *Session) Reset() bridge.Message {
	if !s.Changeable() || !s.Stuck() {
		return nil
	}
	s.Problem = nil
	return &bridge.Reset{}
}

// Changeable says that the engine could take a model in, or delete it, now.
func (s *Session) Changeable() bool {
	without := s.Failure != nil && s.Failure.Code == bridge.NoGPU
	return !s.Busy() && s.Phase != Starting && s.Phase != bridge.Elsewhere && !without
}

// Removable says that there is something of a model to delete.
func (s *Session) Removable() bool { return s.Storage.Kept > 0 || s.Model.CachedBytes > 0 }

// Complete says that the model for a first picture is here.
func (s *Session) Complete() bool {
	return s.Model.Bytes > 0 && s.Model.CachedBytes >= s.Model.Bytes
}

// Kept says that it is here for the next visit too.
func (s *Session) Kept() bool { return s.Complete() && s.Storage.Place == bridge.OnDevice }

// Fleeting says that it is here for this visit only.
func (s *Session) Fleeting() bool { return s.Complete() && s.Storage.Place == bridge.ForVisit }

// Whereabouts says where the model is, and how large it is there.
func (s *Session) Whereabouts() string {
	where := s.Say.ModelAbsent
	switch {
	case s.Fleeting():
		where = s.Say.ModelVisit
	case s.Storage.Kept > 0:
		where = fmt.Sprintf(s.Say.ModelKept, s.Say.Bytes(s.Storage.Kept))
	}
	if s.Model.Name == "" {
		return where
	}
	return s.Model.Name + ": " + where
}
