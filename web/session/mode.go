package session

// Mode is what the page is for at the moment.
type Mode string

// The modes, by their names in addresses and catalogues.
const (
	Create   Mode = "create"
	Vary     Mode = "vary"
	Blend    Mode = "blend"
	Edit     Mode = "edit"
	Probe    Mode = "probe"
	History  Mode = "history"
	Settings Mode = "settings"
)

// Modes lists the modes in the order of the rail and of the keys 1 to 7.
var Modes = [...]Mode{Create, Vary, Blend, Edit, Probe, History, Settings}

// Works says that pictures are made in a mode.
func (m Mode) Works() bool { return m != History && m != Settings }

// Enter changes the mode; what was written and set in the others stays.
func (s *Session) Enter(m Mode) {
	s.turnTo(m)
	s.settle()
}

// turnTo changes the mode and with it the words: those of one mode would steer
// the pictures of another unasked.
func (s *Session) turnTo(m Mode) {
	s.written[s.Mode] = s.Prompt
	s.Mode, s.Prompt = m, s.written[m]
}
