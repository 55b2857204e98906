package pngtext

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// chunked appends a chunk whose length may lie.
func chunked(file []byte, length uint32, kind, data string) []byte {
	body := []byte(kind + data)
	file = binary.BigEndian.AppendUint32(bytes.Clone(file), length)
	return binary.BigEndian.AppendUint32(append(file, body...), crc32.ChecksumIEEE(body))
}

// TestAttackPictures: no file makes the reader find a recipe that is not plainly
// there, or read past its end.
func TestAttackPictures(t *testing.T) {
	whole := blankPNG(t)
	head := whole[:headerEnd]
	text := func(kind, data string) []byte { return chunked(head, uint32(len(data)), kind, data) }
	damaged := text("tEXt", Keyword+"\x00{}")
	damaged[len(damaged)-1]++
	for name, file := range map[string][]byte{
		"nothing":                            nil,
		"signature alone":                    []byte(signature),
		"another kind of file":               append([]byte("GIF89a"), text("tEXt", Keyword+"\x00{}")...),
		"chunk of 2^32-1 bytes":              chunked(head, 1<<32-1, "tEXt", Keyword+"\x00{}"),
		"chunk of 2^31 bytes":                chunked(head, 1<<31, "tEXt", Keyword+"\x00{}"),
		"chunk whose end wraps":              chunked(head, 1<<32-12, "tEXt", Keyword+"\x00{}"),
		"chunk a byte longer than the file":  chunked(head, uint32(len(Keyword)+4), "tEXt", Keyword+"\x00{}"),
		"chunk without a sum":                text("tEXt", Keyword+"\x00{}")[:headerEnd+8+len(Keyword)+3],
		"wrong sum":                          damaged,
		"text behind the end of the picture": append(bytes.Clone(whole), text("tEXt", Keyword+"\x00{}")[headerEnd:]...),
		"page behind the end of the picture": append(bytes.Clone(whole), "<script>unclip\x00{}</script>"...),
		"text of 64 KiB and a byte":          text("tEXt", Keyword+"\x00"+strings.Repeat("x", maxText)),
		"compressed text":                    text("zTXt", Keyword+"\x00\x00\x78\x9c"),
		"compressed international text":      text("iTXt", Keyword+"\x00\x01\x00\x00\x00\x78\x9c"),
		"international text without ends":    text("iTXt", Keyword+"\x00\x00\x00"),
		"keyword without an end":             text("tEXt", Keyword),
		"keyword that goes on":               text("tEXt", Keyword+"s\x00{}"),
		"keyword in another case":            text("tEXt", strings.ToUpper(Keyword)+"\x00{}"),
		"text in a private chunk":            text("teXt", Keyword+"\x00{}"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := Read(file, Keyword); ok {
				t.Errorf("found %.80q", got)
			}
		})
	}
}
