package bridge

import "fmt"

// Import brings the model from files that the visitor has chosen: its manifest
// and its shards, or those of them that are missing here.
type Import struct {
	Place string // one of Places
	Files []File
}

// Remove deletes the model from this device.
type Remove struct{}

// Reset deletes what the browser keeps of models, where it does not open: see
// Storage.Stuck.
type Reset struct{}

// File is a file of the visitor: a MemoryFile in Go, or a Blob that stays in
// JavaScript until it is read.
type File interface {
	// Name is the file's name, without its folder.
	Name() string
	// Len is the number of bytes.
	Len() int
}

// MemoryFile is a file in Go's heap.
type MemoryFile struct {
	Title string
	Data  []byte
}

// Name is the file's name.
func (f MemoryFile) Name() string { return f.Title }

// Len is the number of bytes.
func (f MemoryFile) Len() int { return len(f.Data) }

// FileError says which file of an import is at fault, and how.
type FileError struct {
	Code string // WrongFile, MissingFile, BadArchive or OtherModel
	File string
}

// Error is for reports; the page has words of its own.
func (e *FileError) Error() string {
	return fmt.Sprintf("import: %s: %s; choose the folder of the model that this page offers", e.File, e.Code)
}

// Kind names the message.
func (*Import) Kind() string { return "import" }

// Kind names the message.
func (*Remove) Kind() string { return "remove" }

// Kind names the message.
func (*Reset) Kind() string { return "reset" }

func (m *Import) fields(c codec) {
	c.choice("place", &m.Place, Places[:])
	c.files("files", &m.Files)
}

func (*Remove) fields(codec) {}

func (*Reset) fields(codec) {}
