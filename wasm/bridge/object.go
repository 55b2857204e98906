package bridge

// Object is a message on the wire, before it becomes a JavaScript object.
// Its values are string, float64, []any of strings, of numbers or of Files,
// Object and Pixels.
type Object map[string]any

// Pixels is the data of a picture: Memory in Go, or a Buffer that stays in
// JavaScript and never enters Go's heap.
type Pixels interface {
	// Len is the number of bytes.
	Len() int
	// Bytes are the pixels in Go's heap: a copy if they were outside it.
	Bytes() []byte
}

// Memory is pixels in Go's heap.
type Memory []byte

// Len is the number of bytes.
func (m Memory) Len() int { return len(m) }

// Bytes is the memory itself.
func (m Memory) Bytes() []byte { return m }

// blank returns an empty message of a kind, or nil.
func blank(kind string) Message {
	switch kind {
	case "hello":
		return &Hello{}
	case "install":
		return &Install{}
	case "claim":
		return &Claim{}
	case "import":
		return &Import{}
	case "remove":
		return &Remove{}
	case "reset":
		return &Reset{}
	case "generate":
		return &Generate{}
	case "vary":
		return &Vary{}
	case "blend":
		return &Blend{}
	case "textdiff":
		return &TextDiff{}
	case "repaint":
		return &Repaint{}
	case "probe":
		return &Probe{}
	case "cancel":
		return &Cancel{}
	case "state":
		return &State{}
	case "progress":
		return &Progress{}
	case "preview":
		return &Preview{}
	case "picture":
		return &Picture{}
	case "codes":
		return &Codes{}
	case "findings":
		return &Findings{}
	case "diagnose":
		return &Diagnose{}
	case "diagnosis":
		return &Diagnosis{}
	case "failed":
		return &Failed{}
	}
	return nil
}
