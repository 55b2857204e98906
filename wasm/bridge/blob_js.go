package bridge

import "syscall/js"

// Blob is a file of the visitor that JavaScript holds.
type Blob struct{ Value js.Value }

// Name is the file's name; a Blob that is no File has none.
func (b Blob) Name() string {
	if name := b.Value.Get("name"); name.Type() == js.TypeString {
		return name.String()
	}
	return ""
}

// Len is the number of bytes.
func (b Blob) Len() int { return int(b.Value.Get("size").Float()) }
