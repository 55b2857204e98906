// Package pngtext writes words into PNG files: how the picture was made, in the
// form that other tools read, and that a machine made it.
package pngtext

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// ErrFormat says that the data is no PNG file.
var ErrFormat = errors.New("pngtext: not a PNG file; save the picture again")

// Text is a keyword with its text. Keywords are 1 to 79 characters of Latin-1.
type Text struct{ Keyword, Value string }

const (
	signature = "\x89PNG\r\n\x1a\n"
	headerEnd = len(signature) + 12 + 13 // the IHDR chunk always comes first
)

// Insert returns a copy of a PNG file with texts behind its header: tEXt where
// ASCII is enough, else iTXt, which is UTF-8.
func Insert(file []byte, texts ...Text) ([]byte, error) {
	if len(file) < headerEnd || string(file[:len(signature)]) != signature ||
		string(file[12:16]) != "IHDR" {
		return nil, ErrFormat
	}
	out := bytes.NewBuffer(make([]byte, 0, len(file)+4096))
	out.Write(file[:headerEnd])
	for _, t := range texts {
		if len(t.Keyword) == 0 || len(t.Keyword) > 79 || !ascii(t.Keyword) {
			return nil, errors.New("pngtext: bad keyword " + t.Keyword + "; use 1 to 79 plain letters")
		}
		writeText(out, t)
	}
	out.Write(file[headerEnd:])
	return out.Bytes(), nil
}

func writeText(out *bytes.Buffer, t Text) {
	if ascii(t.Value) {
		writeChunk(out, "tEXt", t.Keyword+"\x00"+t.Value)
		return
	}
	// keyword, null, not compressed (2 bytes), no language, no translation
	writeChunk(out, "iTXt", t.Keyword+"\x00\x00\x00\x00\x00"+t.Value)
}

// InsertXMP returns a copy of a PNG file with XMP metadata, which is always iTXt.
func InsertXMP(file []byte, packet string) ([]byte, error) {
	if _, err := Insert(file); err != nil {
		return nil, err
	}
	out := &bytes.Buffer{}
	out.Write(file[:headerEnd])
	writeChunk(out, "iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet)
	out.Write(file[headerEnd:])
	return out.Bytes(), nil
}

func writeChunk(out *bytes.Buffer, kind, data string) {
	body := kind + data
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	out.WriteString(body)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(body))))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < 0x20 && s[i] != '\n' {
			return false
		}
	}
	return true
}
