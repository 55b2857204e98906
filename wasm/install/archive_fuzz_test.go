//go:build !js

package install

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"path"
	"testing"

	"unclip/wasm/bridge"
)

// FuzzArchive reads archives, with all checksums set right, since nobody would
// guess them: the files that come of one have plain names, each once, lie within
// it, and are those that archive/tar finds, where it reads all.
func FuzzArchive(f *testing.F) {
	for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatGNU, tar.FormatPAX} {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for _, name := range []string{"./", "./manifest.json", "./a/b"} {
			h := &tar.Header{Name: name, Format: format, Mode: 0o644, Size: int64(len(name))}
			if name == "./" {
				h.Typeflag, h.Size = tar.TypeDir, 0
			}
			if err := w.WriteHeader(h); err != nil {
				f.Fatal(err)
			}
			_, _ = w.Write([]byte(name)[:h.Size]) // of a folder, nothing
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = sealed(data)
		list, err := members(t.Context(), bridge.MemoryFile{Title: "a.tar", Data: data})
		if err != nil {
			return
		}
		seen, total := map[string]bool{}, 0
		for _, m := range list {
			if seen[m.Name()] || path.Base(m.Name()) != m.Name() || m.Name() == ".." {
				t.Errorf("a file is named %q", m.Name())
			}
			seen[m.Name()] = true
			total += m.Len()
		}
		if total > len(data) || len(list) > maxMembers {
			t.Errorf("%d files of %d bytes come of %d", len(list), total, len(data))
		}
		if want, ok := standard(data); ok && !same(list, want) {
			t.Errorf("got %v, archive/tar has %v", list, want)
		}
	})
}

// sealed sets the checksums of all headers, as far as they are found.
func sealed(data []byte) []byte {
	data = bytes.Clone(data)
	for at := 0; at+block <= len(data) && !ended(data[at:at+block]); {
		head := data[at : at+block]
		copy(head[checkAt:], fmt.Sprintf("%06o\x00 ", checksum(head)))
		m, err := parseMember(head)
		if err != nil {
			break
		}
		at += block + (m.bytes+block-1)/block*block
	}
	return data
}

// standard are the files that archive/tar finds; false where it does not read all,
// or reads attributes, which may move them.
func standard(data []byte) (list []bridge.MemoryFile, ok bool) {
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return list, true
		}
		if err != nil || h.Typeflag == tar.TypeXGlobalHeader || len(h.PAXRecords) > 0 {
			return nil, false
		}
		inside, err := io.ReadAll(r)
		if err != nil {
			return nil, false
		}
		if h.Typeflag == tar.TypeReg {
			list = append(list, bridge.MemoryFile{Title: path.Base(h.Name), Data: inside})
		}
	}
}

func same(got []bridge.File, want []bridge.MemoryFile) bool {
	if len(got) != len(want) {
		return false
	}
	for i, g := range got {
		if m := g.(bridge.MemoryFile); m.Title != want[i].Title || !bytes.Equal(m.Data, want[i].Data) {
			return false
		}
	}
	return true
}
