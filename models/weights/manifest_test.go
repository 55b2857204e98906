package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// valid is a manifest with every feature: scales, parts, files, needs.
func valid() *Manifest {
	return &Manifest{
		Format: 1, Name: "tiny", Version: "1", License: "MIT", Description: "for tests",
		Config:    map[string]json.RawMessage{"text": json.RawMessage(`{"layers":2}`), "embedding": json.RawMessage(`{"scale":0}`)},
		Stages:    []string{"text", "prior"},
		Tokenizer: "merges.txt",
		Needs:     Needs{Features: []string{"shader-f16"}, Limits: map[string]int64{"maxBufferSize": 1 << 28}},
		Files:     []File{{"merges.txt", 10, digestOfNothing, "merges"}},
		Shards: []Shard{
			{"text-000.safetensors", 4096, digestOfNothing, "text"},
			{"text-001.safetensors", 4096, digestOfNothing, "text"},
			{"prior-000.safetensors", 4096, digestOfNothing, "prior"},
		},
		Tensors: []*Tensor{
			{Name: "text.a.weight", Kind: Matrix, DType: I8, Shape: []int{64, 8}, Group: 64, Shard: 0, Offset: 512, Bytes: 512, ScaleOffset: 1024, ScaleBytes: 16},
			{Name: "text.a.bias", Kind: Vector, DType: F32, Shape: []int{8}, Shard: 0, Offset: 1040, Bytes: 32},
			{Name: "text.token.weight", Kind: Table, DType: F16, Shape: []int{100, 8}, Shard: 0, Offset: 2048, Bytes: 1024, Parts: []Span{{1, 512, 576}}},
			{Name: "prior.conv.weight", Kind: Conv, DType: F32, Shape: []int{1, 1, 4, 8}, Shard: 2, Offset: 512, Bytes: 128},
		},
	}
}

func TestManifestRoundTrip(t *testing.T) {
	m := valid()
	b, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseManifest(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, again) {
		t.Errorf("%+v came back as %+v", m, again)
	}
	if second, _ := again.Encode(); !bytes.Equal(b, second) {
		t.Error("encoded differently")
	}
	if again.Bytes() != 3*4096+10 || again.Bytes("prior") != 4096+10 {
		t.Errorf("%d bytes, prior %d", again.Bytes(), again.Bytes("prior"))
	}
	if x := again.Tensor("text.a.bias"); x == nil || again.Stage(x) != "text" || again.Tensor("b") != nil {
		t.Errorf("found %+v", x)
	}
	if data := again.Tensors[2].Data(); !reflect.DeepEqual(data, []Span{{0, 2048, 1024}, {1, 512, 576}}) {
		t.Errorf("spans %v", data)
	}
}

// The least that a manifest can hold still encodes to something readable.
func TestManifestWithoutExtras(t *testing.T) {
	m := &Manifest{Format: 1, Name: "n", Version: "1", License: "none", Stages: []string{"text"}}
	b, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "null") {
		t.Errorf("%s", b)
	}
}

var invalid = []struct {
	name   string
	change func(m *Manifest)
	want   error
}{
	{"format 0", func(m *Manifest) { m.Format = 0 }, ErrField},
	{"format of the future", func(m *Manifest) { m.Format = 2 }, ErrField},
	{"no name", func(m *Manifest) { m.Name = "" }, ErrField},
	{"no version", func(m *Manifest) { m.Version = "" }, ErrField},
	{"no licence", func(m *Manifest) { m.License = "" }, ErrField},
	{"long name", func(m *Manifest) { m.Name = strings.Repeat("n", 257) }, ErrLimit},
	{"long description", func(m *Manifest) { m.Description = strings.Repeat("n", 4097) }, ErrLimit},
	{"no stages", func(m *Manifest) { m.Stages = []string{} }, ErrField},
	{"stage twice", func(m *Manifest) { m.Stages = []string{"text", "prior", "text"} }, ErrField},
	{"stage with a slash", func(m *Manifest) { m.Stages = append(m.Stages, "a/b") }, ErrField},
	{"65 stages", func(m *Manifest) {
		for i := range 63 {
			m.Stages = append(m.Stages, fmt.Sprint("s", i))
		}
	}, ErrLimit},
	{"configuration of an unknown stage", func(m *Manifest) { m.Config["image"] = json.RawMessage("{}") }, ErrField},
	{"configuration that is a list", func(m *Manifest) { m.Config["text"] = json.RawMessage("[]") }, ErrSyntax},
	{"configuration with a duplicate", func(m *Manifest) { m.Config["text"] = json.RawMessage(`{"a":1,"a":2}`) }, ErrSyntax},
	{"configuration too deep", func(m *Manifest) {
		m.Config["text"] = json.RawMessage(`{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + "}")
	}, ErrLimit},
	{"configuration too large", func(m *Manifest) {
		m.Config["text"] = json.RawMessage(`{"a":"` + strings.Repeat("x", maxConfig) + `"}`)
	}, ErrLimit},
	{"tokenizer not listed", func(m *Manifest) { m.Tokenizer = "vocab.txt" }, ErrField},
	{"file in another folder", func(m *Manifest) { m.Files[0].File = "../merges.txt" }, ErrField},
	{"file with an address", func(m *Manifest) { m.Files[0].File = "https://a.b" }, ErrField},
	{"hidden file", func(m *Manifest) { m.Files[0].File = ".merges" }, ErrField},
	{"two dots", func(m *Manifest) { m.Files[0].File = "a..b" }, ErrField},
	{"backslash", func(m *Manifest) { m.Files[0].File = `a\b` }, ErrField},
	{"upper case", func(m *Manifest) { m.Files[0].File = "Merges.txt" }, ErrField},
	{"percent", func(m *Manifest) { m.Files[0].File = "a%2fb" }, ErrField},
	{"file named like a shard", func(m *Manifest) { m.Files[0].File, m.Tokenizer = m.Shards[0].File, "" }, ErrField},
	{"file named manifest.json", func(m *Manifest) { m.Files[0].File, m.Tokenizer = "manifest.json", "" }, ErrField},
	{"empty file", func(m *Manifest) { m.Files[0].Bytes = 0 }, ErrLimit},
	{"huge file", func(m *Manifest) { m.Files[0].Bytes = MaxFile + 1 }, ErrLimit},
	{"role in upper case", func(m *Manifest) { m.Files[0].Role = "Merges" }, ErrField},
	{"short digest", func(m *Manifest) { m.Shards[0].SHA256 = digestOfNothing[:63] }, ErrField},
	{"upper-case digest", func(m *Manifest) { m.Shards[0].SHA256 = strings.ToUpper(digestOfNothing) }, ErrField},
	{"no digest", func(m *Manifest) { m.Shards[0].SHA256 = "" }, ErrField},
	{"shard above 16 MiB", func(m *Manifest) { m.Shards[0].Bytes = MaxShard + 1 }, ErrLimit},
	{"shard twice", func(m *Manifest) { m.Shards[1].File = m.Shards[0].File }, ErrField},
	{"shard of an unknown stage", func(m *Manifest) { m.Shards[2].Stage = "image" }, ErrField},
	{"tensor twice", func(m *Manifest) { m.Tensors[1].Name = m.Tensors[0].Name }, ErrField},
	{"tensor without a name", func(m *Manifest) { m.Tensors[1].Name = "" }, ErrField},
	{"tensor with a slash", func(m *Manifest) { m.Tensors[1].Name = "a/b" }, ErrField},
	{"unknown kind", func(m *Manifest) { m.Tensors[1].Kind = "bias" }, ErrField},
	{"unknown dtype", func(m *Manifest) { m.Tensors[1].DType = "f64" }, ErrField},
	{"half vector", func(m *Manifest) { m.Tensors[1].DType = F16 }, ErrField},
	{"rank 7", func(m *Manifest) { m.Tensors[1].Shape = make([]int, 7) }, ErrLimit},
	{"dimension above 2^31-1", func(m *Manifest) { m.Tensors[1].Shape = []int{1 << 31} }, ErrLimit},
	{"dimension zero", func(m *Manifest) { m.Tensors[1].Shape = []int{0} }, ErrLimit},
	{"sizes overflow", func(m *Manifest) { m.Tensors[3].Shape = []int{1 << 30, 1 << 30, 16, 8} }, ErrOverflow},
	{"more bytes than the shape", func(m *Manifest) { m.Tensors[1].Bytes = 48 }, ErrShape},
	{"fewer bytes than the shape", func(m *Manifest) { m.Tensors[1].Bytes = 16 }, ErrShape},
	{"no bytes", func(m *Manifest) { m.Tensors[1].Bytes = 0 }, ErrOffsets},
	{"scales missing", func(m *Manifest) { m.Tensors[0].ScaleOffset, m.Tensors[0].ScaleBytes = 0, 0 }, ErrShape},
	{"scales without need", func(m *Manifest) { m.Tensors[1].ScaleOffset, m.Tensors[1].ScaleBytes = 3072, 16 }, ErrShape},
	{"scale offset without scales", func(m *Manifest) { m.Tensors[1].ScaleOffset = 3072 }, ErrField},
	{"scales behind the shard", func(m *Manifest) { m.Tensors[0].ScaleOffset = 4088 }, ErrOffsets},
	{"group missing", func(m *Manifest) { m.Tensors[0].Group = 0 }, ErrField},
	{"group on f32", func(m *Manifest) { m.Tensors[1].Group = 32 }, ErrField},
	{"shard that does not exist", func(m *Manifest) { m.Tensors[1].Shard = 3 }, ErrOffsets},
	{"negative shard", func(m *Manifest) { m.Tensors[1].Shard = -1 }, ErrOffsets},
	{"behind the shard", func(m *Manifest) { m.Tensors[1].Offset = 4080 }, ErrOffsets},
	{"offset near 2^53", func(m *Manifest) { m.Tensors[1].Offset = maxSize &^ 3 }, ErrOverflow},
	{"inside the length prefix", func(m *Manifest) { m.Tensors[1].Offset = 4 }, ErrOffsets},
	{"unaligned", func(m *Manifest) { m.Tensors[1].Offset = 1042 }, ErrOffsets},
	{"two tensors overlap", func(m *Manifest) { m.Tensors[1].Offset = 1008 }, ErrOffsets},
	{"data and scales overlap", func(m *Manifest) { m.Tensors[0].ScaleOffset = 1008 }, ErrOffsets},
	{"parts overlap", func(m *Manifest) { m.Tensors[2].Parts[0] = Span{0, 2064, 576} }, ErrOffsets},
	{"part of half a row", func(m *Manifest) {
		m.Tensors[2].Bytes, m.Tensors[2].Parts[0].Bytes = 1032, 568
	}, ErrShape},
	{"part in another stage", func(m *Manifest) { m.Tensors[2].Parts[0].Shard = 2 }, ErrShape},
	{"part missing", func(m *Manifest) { m.Tensors[2].Parts = nil }, ErrShape},
	{"part too many", func(m *Manifest) { m.Tensors[2].Parts = append(m.Tensors[2].Parts, Span{1, 2048, 16}) }, ErrShape},
}

func TestAttackManifests(t *testing.T) {
	for _, c := range invalid {
		t.Run(c.name, func(t *testing.T) {
			m := valid()
			c.change(m)
			b, err := json.Marshal(m)
			if err == nil {
				_, err = ParseManifest(b)
			}
			if !errors.Is(err, c.want) && m.Tensors[1].Shard >= 0 { // JSON of ours has no sign
				t.Errorf("parsed with %v, want %v", err, c.want)
			}
			if _, err := m.Encode(); err == nil {
				t.Error("encoded")
			}
		})
	}
}

func TestAttackManifestTexts(t *testing.T) {
	b, err := valid().Encode()
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"empty", "", ErrSyntax},
		{"null", "null", ErrSyntax},
		{"list", "[]", ErrSyntax},
		{"HTML of a portal", "<!doctype html><title>Sign in</title>", ErrSyntax},
		{"cut off", text[:len(text)/2], ErrSyntax},
		{"two documents", text + text, ErrSyntax},
		{"byte order mark", "\ufeff" + text, ErrSyntax},
		{"unknown field", strings.Replace(text, `"format"`, `"fromat"`, 1), ErrField},
		{"field in another case", strings.Replace(text, `"format"`, `"Format"`, 1), ErrField},
		{"unknown field of a tensor", strings.Replace(text, `"kind"`, `"kint"`, 1), ErrField},
		{"unknown field of a part", strings.Replace(text, `[{"shard"`, `[{"shart"`, 1), ErrField},
		{"unknown field of a file", strings.Replace(text, `"role"`, `"rule"`, 1), ErrField},
		{"unknown field of a shard", strings.Replace(text, `"stage"`, `"state"`, 1), ErrField},
		{"unknown need", strings.Replace(text, `"limits"`, `"limit"`, 1), ErrField},
		{"duplicate field", strings.Replace(text, `"format": 1`, `"format": 1, "format": 1`, 1), ErrSyntax},
		{"duplicate list", strings.Replace(text, `"stages"`, `"stages":["text","prior"],"stages"`, 1), ErrSyntax},
		{"null shape", strings.Replace(text, `"shape":[64,8]`, `"shape":null`, 1), ErrSyntax},
		{"number as text", strings.Replace(text, `"format": 1`, `"format": "1"`, 1), ErrSyntax},
		{"fraction", strings.Replace(text, `"offset":512`, `"offset":512.0`, 1), ErrSyntax},
		{"negative", strings.Replace(text, `"offset":512`, `"offset":-512`, 1), ErrSyntax},
		{"2^64+512", strings.Replace(text, `"offset":512`, `"offset":18446744073709552128`, 1), ErrOverflow},
		{"digest of 65 digits", strings.Replace(text, digestOfNothing, digestOfNothing+"0", 1), ErrLimit},
		{"bare words", strings.Replace(text, `{"layers":2}`, `{"layers":two}`, 1), ErrSyntax},
		{"empty tensor", `{"tensors":[{}]}`, ErrField},
		{"empty part", `{"tensors":[{"parts":[{}]}]}`, ErrField},
		{"empty shard", `{"shards":[{}]}`, ErrField},
		{"empty file", `{"files":[{}]}`, ErrField},
		{"65 files", `{"files":[` + strings.Repeat(`{"file":"","bytes":1,"sha256":"","role":""},`, 65) + `]}`, ErrLimit},
		{"4,097 shards", `{"shards":[` + strings.Repeat(`{"file":"","bytes":1,"sha256":"","stage":""},`, 4097) + `]}`, ErrLimit},
		{"4,097 parts", `{"tensors":[{"parts":[` + strings.Repeat(`{"shard":0,"offset":0,"bytes":0},`, 4097) + `]}]}`, ErrLimit},
		{"33 configurations", `{"config":` + strings.ReplaceAll(many(33), `{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, "{}") + "}", ErrLimit},
		{"65 limits", `{"needs":{"limits":` + strings.ReplaceAll(many(65), `{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, "1") + "}}", ErrLimit},
		{"4,097 keys", `{"config":{"text":` + strings.ReplaceAll(many(4097), `{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, "1") + "}}", ErrLimit},
		{"4 MiB and a byte", strings.Repeat(" ", MaxManifest+1), ErrLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ParseManifest([]byte(c.text)); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// memoryBombs are inputs that would grow most in memory.
func memoryBombs() map[string][]byte {
	list := func(head, item, tail string) []byte {
		n := (MaxHeader - 200) / len(item)
		return []byte(head + strings.Repeat(item, n)[:n*len(item)-1] + tail)
	}
	return map[string][]byte{
		"tensors of a header": file(many(19000), 0),
		"tensors":             list(`{"tensors":[`, `{"name":"a","kind":"vector","dtype":"f32","shape":[1],"shard":0,"offset":8,"bytes":1},`, "]}"),
		"empty tensors":       list(`{"tensors":[`, "{},", "]}"),
		"shards":              list(`{"shards":[`, `{"file":"a","bytes":1,"sha256":"","stage":"a"},`, "]}"),
		"parts":               list(`{"tensors":[{"parts":[`, `{"shard":0,"offset":0,"bytes":0},`, "]}]}"),
		"stages":              list(`{"stages":[`, `"",`, "]}"),
		"keys":                list(`{"config":{"text":{`, `"":0,`, "}}}"),
		"objects":             list(`{"config":{"text":[`, `{"":0},`, "]}}"),
		"metadata":            file(string(list(`{"__metadata__":{`, `"":"",`, "}}")), 0),
		"escapes":             file(string(list(`{"__metadata__":{"a":"`, `\u0001,`, `"}}`)), 0),
		"limits":              list(`{"needs":{"limits":{`, `"":0,`, "}}}"),
	}
}

func FuzzManifest(f *testing.F) {
	seed, err := valid().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	for _, c := range invalid {
		m := valid()
		c.change(m)
		if b, err := json.Marshal(m); err == nil && len(b) < 4096 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m *Manifest
		var err error
		bounded(t, len(data), func() { m, err = ParseManifest(data) })
		if err != nil {
			return
		}
		b, err := m.Encode()
		if err != nil {
			t.Fatalf("accepted but not written: %v", err)
		}
		again, err := ParseManifest(b)
		if err != nil || len(again.Tensors) != len(m.Tensors) {
			t.Fatalf("written but not accepted: %v", err)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(b, second) {
			t.Fatalf("encoded differently: %v", err)
		}
		for _, tensor := range m.Tensors {
			if _, err := tensor.Entries(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkManifest(b *testing.B) {
	data, err := valid().Encode()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for range b.N {
		if _, err := ParseManifest(data); err != nil {
			b.Fatal(err)
		}
	}
}
