package install

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"unclip/wasm/bridge"
	"unclip/wasm/store"
)

// A model travels as one file in a plain tar archive. A member of it is a slice of
// the file, so that nothing is unpacked: no member can swell, and none is read
// before its size and digest are asked for.
const (
	block      = 512
	maxMembers = 4096
)

// unpack puts the members of archives in the place of these.
func unpack(ctx context.Context, files []bridge.File) ([]bridge.File, error) {
	var all []bridge.File
	for _, f := range files {
		if !archived(f.Name()) {
			all = append(all, f)
			continue
		}
		inside, err := members(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, inside...)
	}
	return all, nil
}

// archived tells archives by their names; those that we do not read are refused
// by the words for archives.
func archived(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".tar", ".tgz", ".zip":
		return true
	}
	return false
}

// members lists the files of an archive. Names lead nowhere: they only say which
// file of the manifest a member claims to be.
func members(ctx context.Context, f bridge.File) ([]bridge.File, error) {
	var list []bridge.File
	seen := map[string]bool{}
	for at, n := 0, 0; n <= maxMembers; n++ {
		head, err := header(ctx, f, at)
		if err != nil || ended(head) {
			return list, err
		}
		at += block
		m, err := parseMember(head)
		if err != nil || m.bytes > f.Len()-at || seen[m.name] {
			return nil, badArchive(f)
		}
		if m.name != "" {
			seen[m.name] = true
			list = append(list, slice(f, m.name, at, at+m.bytes))
		}
		at += (m.bytes + block - 1) / block * block
	}
	return nil, badArchive(f)
}

// header reads the block at a place.
func header(ctx context.Context, f bridge.File, at int) ([]byte, error) {
	if at > f.Len()-block {
		return nil, badArchive(f)
	}
	b, err := open(ctx, slice(f, f.Name(), at, at+block))
	if err != nil {
		return nil, err
	}
	return store.ReadAll(b)
}

func badArchive(f bridge.File) error {
	return &bridge.FileError{Code: bridge.BadArchive, File: f.Name()}
}

// ended tells the empty block behind the last member.
func ended(head []byte) bool { return len(bytes.Trim(head, "\x00")) == 0 }

// member is what a block says of what follows it.
type member struct {
	name  string // without folders; "" of what is no file
	bytes int
}

// Where things lie in a block.
const (
	nameEnd             = 100
	sizeAt, sizeEnd     = 124, 136
	checkAt, checkEnd   = 148, 156
	kindAt              = 156
	regular, old        = '0', 0
	folder              = '5'
	extended, extendAll = 'x', 'g' // attributes of the next file, of all
)

func parseMember(head []byte) (m member, err error) {
	sum, err := octal(head[checkAt:checkEnd])
	if err != nil || sum != checksum(head) {
		return m, fmt.Errorf("install: archive: no header at this place")
	}
	if m.bytes, err = octal(head[sizeAt:sizeEnd]); err != nil {
		return m, err
	}
	text, _, _ := bytes.Cut(head[:nameEnd], []byte{0})
	name := strings.TrimPrefix(string(text), "./")
	switch head[kindAt] {
	case regular, old:
		if !fs.ValidPath(name) {
			return m, fmt.Errorf("install: archive: a member is named %q", name)
		}
		m.name = path.Base(name)
	case folder, extended, extendAll: // a file's size and name are in its own block all the same
	default:
		return m, fmt.Errorf("install: archive: %q is no file", name)
	}
	return m, nil
}

// octal reads a number as tar writes it, in digits with blanks around them.
func octal(field []byte) (int, error) {
	n, err := strconv.ParseUint(strings.Trim(string(field), " \x00"), 8, 40)
	return int(n), err
}

// checksum adds up a block, its own field as blanks.
func checksum(head []byte) (sum int) {
	for i, b := range head {
		if i >= checkAt && i < checkEnd {
			b = ' '
		}
		sum += int(b)
	}
	return sum
}
