package pngtext

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// Limits of what Read looks at.
const (
	maxFile = 256 << 20
	maxText = 1 << 16
)

// Keyword is under which the recipe lies in our own files, as JSON.
const Keyword = "unclip"

// Read returns the text under a keyword, from tEXt and uncompressed iTXt chunks
// of a PNG file that may hold anything. A file without it gives false.
func Read(file []byte, keyword string) (string, bool) {
	if len(file) < headerEnd || len(file) > maxFile || string(file[:len(signature)]) != signature {
		return "", false
	}
	for rest := file[len(signature):]; len(rest) >= 12; {
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-12) {
			return "", false
		}
		kind, data := string(rest[4:8]), rest[8:8+n]
		sum := binary.BigEndian.Uint32(rest[8+n:])
		if kind == "IEND" {
			return "", false
		}
		if n <= maxText && (kind == "tEXt" || kind == "iTXt") && crc32.ChecksumIEEE(rest[4:8+n]) == sum {
			if text, ok := textOf(kind, string(data), keyword); ok {
				return text, true
			}
		}
		rest = rest[12+n:]
	}
	return "", false
}

// textOf takes a chunk apart: keyword, null, and for iTXt two flags, a language
// and a translation of the keyword, each ended by a null.
func textOf(kind, data, keyword string) (string, bool) {
	data, ok := strings.CutPrefix(data, keyword+"\x00")
	if !ok || kind == "tEXt" {
		return data, ok
	}
	data, ok = strings.CutPrefix(data, "\x00\x00")
	if !ok {
		return "", false // compressed, which we never write
	}
	_, data, _ = strings.Cut(data, "\x00")
	_, data, ok = strings.Cut(data, "\x00")
	return data, ok
}
