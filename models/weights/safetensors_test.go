package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// file builds a safetensors file from a header as written and its data.
func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

const one = `"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`

// many lists n tensors without values.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, i)
	}
	return "{" + b.String()[1:] + "}"
}

// The attacks follow those collected by safetensors and the CVEs of GGUF loaders.
var attacks = []struct {
	name string
	file []byte
	want error
}{
	{"empty file", nil, ErrOffsets},
	{"seven bytes", make([]byte, 7), ErrOffsets},
	{"length only", make([]byte, 8), ErrSyntax},
	{"header of one byte", file("{", 0), ErrSyntax},
	{"header longer than the file", file("{}", 0)[:9], ErrOffsets},
	{"header of 2^63 bytes", append([]byte{0, 0, 0, 0, 0, 0, 0, 0x80}, "{}"...), ErrLimit},
	{"header of 2^64-1 bytes", append(bytes.Repeat([]byte{255}, 8), "{}"...), ErrLimit},
	{"header of 1 MiB and a byte", file("{"+strings.Repeat(" ", MaxHeader-1)+"}", 0), ErrLimit},
	{"not JSON", file("PK\x03\x04", 0), ErrSyntax},
	{"leading space", file(" {}", 0), ErrSyntax},
	{"byte order mark", file("\xef\xbb\xbf{}", 0), ErrSyntax},
	{"array", file("[]", 0), ErrSyntax},
	{"cut off", file(`{"a":{"dtype":"F32"`, 0), ErrSyntax},
	{"two documents", file("{}{}", 0), ErrSyntax},
	{"zero bytes behind", file("{}\x00\x00", 0), ErrSyntax},
	{"trailing comma", file("{"+one+",}", 8), ErrSyntax},
	{"null tensor", file(`{"a":null}`, 0), ErrSyntax},
	{"comment", file("{/* */"+one+"}", 8), ErrSyntax},
	{"control character in a name", file("{\"\x01\":"+one[4:]+"}", 8), ErrSyntax},
	{"invalid UTF-8 in a name", file("{\"\xff\":"+one[4:]+"}", 8), ErrSyntax},
	{"invalid escape in a name", file(`{"\q":`+one[4:]+"}", 8), ErrSyntax},
	{"duplicate tensor", file("{"+one+","+one+"}", 8), ErrSyntax},
	{"duplicate tensor, escaped", file("{"+one+`,"\u0061":`+one[4:]+"}", 8), ErrSyntax},
	{"duplicate field", file(`{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"duplicate field for a missing one", file(`{"a":{"dtype":"F32","dtype":"F32","shape":[]}}`, 4), ErrSyntax},
	{"duplicate metadata", file(`{"__metadata__":{"a":"1","a":"2"}}`, 0), ErrSyntax},
	{"metadata that is no text", file(`{"__metadata__":{"a":1}}`, 0), ErrSyntax},
	{"metadata twice", file(`{"__metadata__":{},"__metadata__":{}}`, 0), ErrSyntax},
	{"metadata without end", file(`{"__metadata__":{"a":"`+strings.Repeat("b", 99), 0), ErrSyntax},
	{"257 metadata entries", file(`{"__metadata__":`+strings.ReplaceAll(many(257), `{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, `""`)+"}", 0), ErrLimit},
	{"empty name", file(`{"":`+one[4:]+"}", 8), ErrField},
	{"name of 257 bytes", file(`{"`+strings.Repeat("n", 257)+`":`+one[4:]+"}", 8), ErrLimit},
	{"unknown field", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}`, 8), ErrField},
	{"missing offsets", file(`{"a":{"dtype":"F32","shape":[2]}}`, 8), ErrField},
	{"unknown dtype", file(`{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}`, 8), ErrField},
	{"lower-case dtype", file(`{"a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}`, 8), ErrField},
	{"dtype is a number", file(`{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"negative dimension", file(`{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"fraction", file(`{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"exponent", file(`{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"leading zero", file(`{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}`, 8), ErrSyntax},
	{"dimension of 2^64+2", file(`{"a":{"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]}}`, 8), ErrOverflow},
	{"dimension of 2^31", file(`{"a":{"dtype":"F32","shape":[2147483648],"data_offsets":[0,8]}}`, 8), ErrLimit},
	{"rank 7", file(`{"a":{"dtype":"F32","shape":[2,1,1,1,1,1,1],"data_offsets":[0,8]}}`, 8), ErrLimit},
	{"product wraps to zero", file(`{"a":{"dtype":"F32","shape":[1073741824,1073741824,16],"data_offsets":[0,0]}}`, 0), ErrOverflow},
	{"product wraps to eight", file(`{"a":{"dtype":"F32","shape":[1073741825,1073741824,16],"data_offsets":[0,8]}}`, 8), ErrOverflow},
	{"one offset", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}}`, 8), ErrSyntax},
	{"three offsets", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}`, 8), ErrSyntax},
	{"offsets reversed", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, 8), ErrOffsets},
	{"range shorter than the shape", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4), ErrOffsets},
	{"range longer than the shape", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}`, 12), ErrOffsets},
	{"range behind the file", file("{"+one+"}", 4), ErrOffsets},
	{"range far behind the file", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[9007199254740983,9007199254740991]}}`, 8), ErrOffsets},
	{"hole at the start", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), ErrOffsets},
	{"hole in the middle", file("{"+one+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}`, 16), ErrOffsets},
	{"overlap", file("{"+one+`,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), ErrOffsets},
	{"same data twice", file("{"+one+`,"b"`+one[3:]+"}", 8), ErrOffsets},
	{"polyglot: data behind the tensors", file("{"+one+"}", 9), ErrOffsets},
	{"polyglot: data without tensors", file("{}", 22), ErrOffsets},
	{"nested as deep as the file", file(`{"a":`+strings.Repeat("[", 999), 0), ErrSyntax},
}

func TestAttackShards(t *testing.T) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			if _, err := ReadHeader(bytes.NewReader(a.file), int64(len(a.file))); !errors.Is(err, a.want) {
				t.Errorf("%v, want %v", err, a.want)
			}
		})
	}
}

// One more tensor than allowed needs more than 1 MiB of header, so the second
// limit is tested on the list itself.
func TestTooManyTensors(t *testing.T) {
	h := &Header{Tensors: make([]Entry, MaxTensors)}
	if err := h.field(&cursor{data: []byte("{}")}, []byte("a")); !errors.Is(err, ErrLimit) {
		t.Error(err)
	}
}

func TestAcceptedFiles(t *testing.T) {
	for _, c := range []struct {
		name    string
		file    []byte
		tensors int
	}{
		{"no tensors", file("{}", 0), 0},
		{"padding", file("{"+one+"}   ", 8), 1},
		{"white space", file("{ \"a\" : {\n\"dtype\":\t\"F32\",\r\"shape\": [ 2 ] , \"data_offsets\":[0 ,8]} }", 8), 1},
		{"escaped name", file(`{"\u0061\"":`+one[4:]+"}", 8), 1},
		{"scalar", file(`{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4), 1},
		{"out of order", file(`{"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]},`+one+"}", 9), 2},
		{"no values", file(`{"b":{"dtype":"I64","shape":[0,7],"data_offsets":[8,8]},`+one+"}", 8), 2},
		{"largest dimension", file(`{"a":{"dtype":"U8","shape":[2147483647,0],"data_offsets":[0,0]}}`, 0), 1},
		{"rank 6", file(`{"a":{"dtype":"F32","shape":[2,1,1,1,1,1],"data_offsets":[0,8]}}`, 8), 1},
		{"name of 256 bytes", file(`{"`+strings.Repeat("n", 256)+`":`+one[4:]+"}", 8), 1},
		{"header of 1 MiB", file("{"+strings.Repeat(" ", MaxHeader-2)+"}", 0), 0},
		{"10,000 tensors", file(many(10000), 0), 10000},
		{"metadata", file(`{"__metadata__":{"format":"pt","é":"\n"},`+one+"}", 8), 1},
	} {
		h, err := ReadHeader(bytes.NewReader(c.file), int64(len(c.file)))
		if err != nil || len(h.Tensors) != c.tensors {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		roundTrip(t, h, int64(len(c.file))-h.Start)
	}
}

// roundTrip requires that our own form of a header means the same and is stable.
func roundTrip(t *testing.T, h *Header, data int64) {
	t.Helper()
	first, err := h.Encode()
	if errors.Is(err, ErrLimit) {
		return // escapes can take more room in our form
	}
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseHeader(first, int64(len(first))+data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Tensors, h.Tensors) || len(again.Metadata) != len(h.Metadata) {
		t.Fatalf("%+v came back as %+v", h, again)
	}
	for k, v := range h.Metadata {
		if again.Metadata[k] != v {
			t.Fatalf("metadata %q: %q came back as %q", k, v, again.Metadata[k])
		}
	}
	if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
		t.Fatalf("encoded differently: %v", err)
	}
	if len(first)%dataAlign != 0 {
		t.Fatalf("data begins at %d", len(first))
	}
}

func TestFixtureHeaders(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/fixtures/*.safetensors")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d fixtures, %v", len(paths), err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := ParseHeader(b, int64(len(b)))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		roundTrip(t, h, int64(len(b))-h.Start)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		tensors []Entry
		want    error
	}{
		{"size", []Entry{{"a", "F32", []int64{2}, 0, 4}}, ErrOffsets},
		{"hole", []Entry{{"a", "F32", []int64{1}, 4, 8}}, ErrOffsets},
		{"dtype", []Entry{{"a", "f32", []int64{1}, 0, 4}}, ErrField},
		{"negative", []Entry{{"a", "F32", []int64{-1}, 0, 4}}, ErrOverflow},
		{"twice", []Entry{{"a", "U8", []int64{1}, 0, 1}, {"a", "U8", []int64{1}, 1, 2}}, ErrSyntax},
		{"reserved name", []Entry{{"__metadata__", "U8", []int64{1}, 0, 1}}, ErrSyntax},
	} {
		if _, err := (&Header{Tensors: c.tensors}).Encode(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// A reader that fails is not mistaken for a damaged file.
func TestReadHeaderFails(t *testing.T) {
	whole := file("{"+one+"}", 8)
	for n := range len(whole) - 8 {
		if _, err := ReadHeader(bytes.NewReader(whole[:n]), int64(len(whole))); err == nil {
			t.Errorf("accepted %d of %d bytes", n, len(whole))
		}
	}
}

// The fuzzer chooses the text of the header and the size of the data, so that it
// need not guess the length prefix.
func FuzzHeader(f *testing.F) {
	for _, a := range attacks {
		if len(a.file) < 4096 && len(a.file) >= 8 {
			n := min(binary.LittleEndian.Uint64(a.file), uint64(len(a.file)-8))
			f.Add(a.file[8:8+n], uint32(uint64(len(a.file)-8)-n))
		}
	}
	f.Add([]byte("{"+one+`,"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}`), uint32(9))
	f.Add([]byte(many(50)), uint32(0))
	f.Fuzz(func(t *testing.T, text []byte, data uint32) {
		head := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
		size := int64(len(head)) + int64(data)
		var h *Header
		var err error
		bounded(t, len(head), func() { h, err = ParseHeader(head, size) })
		if err != nil {
			return
		}
		var total int64
		for _, e := range h.Tensors {
			total += e.End - e.Begin
		}
		if h.Start+total != size {
			t.Fatalf("%d bytes of tensors behind %d in a file of %d", total, h.Start, size)
		}
		roundTrip(t, h, size-h.Start)
	})
}

func BenchmarkHeader(b *testing.B) {
	head := file(many(1000), 0)
	b.SetBytes(int64(len(head)))
	b.ReportAllocs()
	for range b.N {
		if _, err := ParseHeader(head, int64(len(head))); err != nil {
			b.Fatal(err)
		}
	}
}
