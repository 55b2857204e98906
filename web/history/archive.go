package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// An exported history is a ZIP file of stored (not compressed) members, two for
// each picture: KEY.json and KEY.png. Any archiver opens it. PNG files do not
// shrink, and archive/zip would weigh 362 KB in the browser.

// ErrArchive is wrapped by every error of Import.
var ErrArchive = errors.New("history: not an exported history; choose a file that Export has written")

// Limits of an imported file.
const (
	maxItems  = 20_000
	maxMember = 64 << 20
)

const (
	localSize   = 30
	localMark   = 0x04034b50
	centralMark = 0x02014b50
	endMark     = 0x06054b50
	utf8Names   = 1 << 11
)

// Archive writes a ZIP file as it grows. The zero Archive is empty.
type Archive struct {
	body, directory bytes.Buffer
	members         int
}

// Add appends an item.
func (a *Archive) Add(item Item) {
	a.member(item.Key+".json", []byte(item.Entry.JSON()))
	a.member(item.Key+".png", item.File)
}

// member appends a stored file.
func (a *Archive) member(name string, data []byte) {
	at := uint32(a.body.Len())
	// version, flags, method, time, date, sum, packed size, size, name, extra
	head := binary.LittleEndian.AppendUint16(nil, 20)
	head = binary.LittleEndian.AppendUint16(head, utf8Names)
	head = append(head, 0, 0, 0, 0, 0x21, 0) // stored, midnight, the first of January 1980
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(data))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(data)))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(data)))
	head = binary.LittleEndian.AppendUint16(head, uint16(len(name)))
	head = append(head, 0, 0)
	a.body.Write(binary.LittleEndian.AppendUint32(nil, localMark))
	a.body.Write(head)
	a.body.WriteString(name)
	a.body.Write(data)

	a.directory.Write(binary.LittleEndian.AppendUint32(nil, centralMark))
	a.directory.Write([]byte{20, 0}) // made by
	a.directory.Write(head)
	a.directory.Write(make([]byte, 10)) // comment, disk, attributes
	a.directory.Write(binary.LittleEndian.AppendUint32(nil, at))
	a.directory.WriteString(name)
	a.members++
}

// Bytes is the whole file.
func (a *Archive) Bytes() []byte {
	out := append(bytes.Clone(a.body.Bytes()), a.directory.Bytes()...)
	out = binary.LittleEndian.AppendUint32(out, endMark)
	out = append(out, 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint16(out, uint16(a.members))
	out = binary.LittleEndian.AppendUint16(out, uint16(a.members))
	out = binary.LittleEndian.AppendUint32(out, uint32(a.directory.Len()))
	out = binary.LittleEndian.AppendUint32(out, uint32(a.body.Len()))
	return append(out, 0, 0)
}

// Import reads an exported history from a file that may hold anything. The
// items have no thumbs yet.
func Import(file []byte) ([]Item, error) {
	var items []Item
	for len(file) >= 4 && binary.LittleEndian.Uint32(file) == localMark {
		if len(items) == maxItems {
			return nil, fmt.Errorf("%w (more than %d pictures)", ErrArchive, maxItems)
		}
		item, rest, err := importItem(file)
		if err != nil {
			return nil, err
		}
		items, file = append(items, item), rest
	}
	if len(file) < 4 || binary.LittleEndian.Uint32(file) != centralMark && binary.LittleEndian.Uint32(file) != endMark {
		return nil, fmt.Errorf("%w (it ends early)", ErrArchive)
	}
	return items, nil
}

// importItem reads the two members of a picture.
func importItem(file []byte) (item Item, rest []byte, err error) {
	name, text, rest, err := importMember(file)
	if err != nil {
		return item, nil, err
	}
	item.Entry, err = ParseEntry(string(text))
	if err != nil || name != item.Key+".json" {
		return item, nil, fmt.Errorf("%w (%s: %v)", ErrArchive, name, err)
	}
	name, item.File, rest, err = importMember(rest)
	if err == nil && (name != item.Key+".png" || !strings.HasPrefix(string(item.File), "\x89PNG\r\n\x1a\n")) {
		err = fmt.Errorf("%w (%s is no picture)", ErrArchive, name)
	}
	item.Bytes = len(item.File)
	return item, rest, err
}

// importMember reads one stored file.
func importMember(file []byte) (name string, data, rest []byte, err error) {
	if len(file) < localSize || binary.LittleEndian.Uint32(file) != localMark || binary.LittleEndian.Uint16(file[8:]) != 0 {
		return "", nil, nil, fmt.Errorf("%w (a member is missing or compressed)", ErrArchive)
	}
	sum, size := binary.LittleEndian.Uint32(file[14:]), uint64(binary.LittleEndian.Uint32(file[22:]))
	names := uint64(binary.LittleEndian.Uint16(file[26:]))
	start := localSize + names + uint64(binary.LittleEndian.Uint16(file[28:]))
	if size > maxMember || start+size > uint64(len(file)) {
		return "", nil, nil, fmt.Errorf("%w (a member is cut off)", ErrArchive)
	}
	name, data = string(file[localSize:localSize+names]), file[start:start+size]
	if crc32.ChecksumIEEE(data) != sum {
		return "", nil, nil, fmt.Errorf("%w (%.80s is damaged)", ErrArchive, name)
	}
	return name, data, file[start+size:], nil
}
