package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/tools/convert/checkpoint"
)

const fixtures = "../../testdata/fixtures"

// opened reads a converted model and checks every byte of it.
func opened(t *testing.T, dir string) (*weights.Manifest, map[string][]byte) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := weights.ParseManifest(b)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for i, s := range m.Shards {
		data := listed(t, dir, s.File, s.Bytes, s.SHA256)
		h, err := weights.ParseHeader(data, s.Bytes)
		if err == nil {
			err = m.CheckShard(i, h)
		}
		if err != nil {
			t.Error(err)
		}
		files[s.File] = data
	}
	for _, f := range m.Files {
		files[f.File] = listed(t, dir, f.File, f.Bytes, f.SHA256)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(files)+1 {
		t.Errorf("%d files, %d listed", len(entries), len(files)+1)
	}
	return m, files
}

func listed(t *testing.T, dir, name string, size int64, sha string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(data)) != size || digest(data) != sha || !strings.Contains(name, "."+sha[:16]+".") {
		t.Errorf("%s is not as listed", name)
	}
	return data
}

// The fixtures as one model, in every quantisation: all stages, every value as
// the checkpoint's, within the precision of its type.
func TestFixtures(t *testing.T) {
	model, err := checkpoint.Open(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	if err := model.Complete(); err != nil {
		t.Error(err)
	}
	for quant, tolerance := range map[string]float64{"f32": 0, "f16": 5e-4, "int8": 0.01, "int4": 0.12} {
		dir := filepath.Join(t.TempDir(), quant)
		if err := run([]string{"-from", fixtures, "-to", dir, "-quant", quant}, io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
		m, files := opened(t, dir)
		if !slices.Equal(m.Stages, []string{"text", "image", "prior", "prior_ar", "codebook", "decoder", "upsample", "upsample_last"}) || len(m.Tensors) != 809 {
			t.Errorf("%d tensors, stages %v", len(m.Tensors), m.Stages)
		}
		for _, want := range model.Tensors() {
			values, err := want.Values()
			if err != nil {
				t.Fatal(err)
			}
			x := m.Tensor(want.Name)
			data := m.Shards[x.Shard].File
			scale := x.Scale()
			got, err := weights.Unpack(x.Kind, x.DType, x.Shape, x.Group, files[data][x.Offset:x.Offset+x.Bytes], files[data][scale.Offset:scale.Offset+scale.Bytes])
			if err != nil {
				t.Fatal(err)
			}
			if e := relative(got, values); e > tolerance {
				t.Errorf("%s %s: relative error %.4f", quant, x.Name, e)
			}
		}
	}
}

// relative is the error's root mean square over that of the values.
func relative(got, want []float32) float64 {
	var e, all float64
	for i := range want {
		d := float64(got[i] - want[i])
		e += d * d
		all += float64(want[i]) * float64(want[i])
	}
	if all == 0 {
		return math.Sqrt(e)
	}
	return math.Sqrt(e / all)
}

// A diffusers folder: config files, tokenizer, index; twice gives the same bytes
// and replaces the first.
func TestFolder(t *testing.T) {
	from, to := diffusersFolder(t), filepath.Join(t.TempDir(), "model")
	var first *Summary
	for range 2 {
		var out bytes.Buffer
		if err := run([]string{"-from", from, "-to", to, "-json", "-license", "CC0-1.0", "-card", filepath.Join(fixtures, "README.md")}, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		s := &Summary{}
		if err := json.Unmarshal(out.Bytes(), s); err != nil {
			t.Fatal(err)
		}
		if first != nil && first.Manifest != s.Manifest {
			t.Error("two runs differ")
		}
		first = s
	}
	m, files := opened(t, to)
	if m.Name != "nano" || m.Version != "0.1.0" || m.License != "CC0-1.0" {
		t.Errorf("%+v", m)
	}
	roles := map[string]string{}
	for _, f := range m.Files {
		roles[f.Role] = string(files[f.File])
	}
	if len(roles["card"]) < 100 || string(files[m.Tokenizer]) != "a b\n" || roles["merges"] != "a b\n" || !strings.Contains(roles["index"], "embed_scale") {
		t.Error("files were not copied")
	}
	for stage, want := range map[string]string{
		"embedding": `{"logit_scale":3.25,"scale":13.5}`, "page": `{"examples":["fox, flat","owl, 3d render","sun, flat"],"known":["fox","owl","sun","moon"]`, "image": `"heads":2`, "prior": `"clip":5,`, "decoder": `"prediction":"v"`,
	} {
		if !strings.Contains(string(m.Config[stage]), want) {
			t.Errorf("%s: %s, want %s", stage, m.Config[stage], want)
		}
	}
	x := m.Tensor("clip.logit_scale")
	shard := files[m.Shards[x.Shard].File]
	if got := math.Float32frombits(binary.LittleEndian.Uint32(shard[x.Offset:])); got != 3.25 {
		t.Errorf("logit scale %g, want that of the index", got)
	}
}

// diffusersFolder lays the fixtures out as diffusers does.
func diffusersFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for component, fixture := range map[string]string{"prior": "tiny_prior", "text_proj": "tiny_text_proj", "decoder": "tiny_decoder"} {
		data, err := os.ReadFile(filepath.Join(fixtures, fixture+".safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		write(component+"/diffusion_pytorch_model.safetensors", data)
	}
	write("image_encoder/model.safetensors", without(t, "tiny_clip", "vision_model.", "visual_projection"))
	write("text_encoder/model.safetensors", without(t, "tiny_clip", "text_model.", "text_projection"))
	write("image_encoder/config.json", []byte(`{"num_attention_heads":2}`))
	write("text_encoder/config.json", []byte(`{"num_attention_heads":4}`))
	write("decoder/config.json", []byte(`{"prediction_type":"v_prediction","sample_size":16,"attention_head_dim":16}`))
	write("prior_scheduler/scheduler_config.json", []byte(`{"clip_sample_range":5.0,"prediction_type":"sample"}`))
	write("tokenizer/merges.txt", []byte("a b\n"))
	write("model_index.json", []byte(`{"name":"nano","version":"0.1.0","embed_scale":13.5,"logit_scale":3.25,
		"styles":["flat","3d render"],"iconic":3,"known_concepts":["fox","owl","sun","moon"]}`))
	return dir
}

// without keeps the tensors of a fixture that have one of the prefixes.
func without(t *testing.T, fixture string, keep ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, fixture+".safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := weights.ParseHeader(data, int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	kept, body := weights.Header{}, []byte(nil)
	for _, e := range h.Tensors {
		if slices.ContainsFunc(keep, func(p string) bool { return strings.HasPrefix(e.Name, p) }) {
			begin := int64(len(body))
			body = append(body, data[h.Start+e.Begin:h.Start+e.End]...)
			e.Begin, e.End = begin, int64(len(body))
			kept.Tensors = append(kept.Tensors, e)
		}
	}
	head, err := kept.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return append(head, body...)
}

// Single files that hold all of a stage convert alone.
func TestSingleFiles(t *testing.T) {
	for file, stages := range map[string]string{"tiny_clip": "text image", "tiny_prior": "prior", "tiny_sr": "upsample", "tiny_sr_last": "upsample_last"} {
		to := filepath.Join(t.TempDir(), "model")
		if err := run([]string{"-from", filepath.Join(fixtures, file+".safetensors"), "-to", to}, io.Discard, io.Discard); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if m, _ := opened(t, to); strings.Join(m.Stages, " ") != stages {
			t.Errorf("%s: stages %v", file, m.Stages)
		}
	}
}

func TestFailures(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, data string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("pickled/prior/diffusion_pytorch_model.bin", "PK")
	put("damaged/prior/diffusion_pytorch_model.safetensors", "PKPKPKPKPK")
	put("config/prior/config.json", "{")
	put("config/prior/diffusion_pytorch_model.safetensors", string(without(t, "tiny_prior", "")))
	put("index/model_index.json", "[]")
	put("wrong/prior/model.safetensors", string(without(t, "tiny_clip", "")))
	put("lacking/prior/config.json", `{"num_attention_heads":4}`)
	put("lacking/prior/model.safetensors", string(without(t, "tiny_prior", "clip_", "embedding", "encoder", "norm", "positional", "prd", "proj", "time", "transformer_blocks.0", "transformer_blocks.1.attn1", "transformer_blocks.1.norm")))
	put("notempty/precious.txt", "!")
	put("webapp/manifest.json", `{"name":"My web app","icons":[]}`)
	put("webapp/index.html", "!")
	tiny, to := filepath.Join(fixtures, "tiny_prior.safetensors"), filepath.Join(dir, "out")
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"no flags", "give -from and -to", nil},
		{"stray argument", "give -from and -to", []string{"-from", tiny, "-to", to, "x"}},
		{"unknown flag", "not defined", []string{"-form", tiny}},
		{"quantisation", "use f32, f16, int8 or int4", []string{"-from", tiny, "-to", to, "-quant", "fp8"}},
		{"no such folder", "no such file", []string{"-from", filepath.Join(dir, "none"), "-to", to}},
		{"empty folder", "nothing to convert", []string{"-from", t.TempDir(), "-to", to}},
		{"not a checkpoint", "no known checkpoint", []string{"-from", filepath.Join(fixtures, "tiny_sr_io.safetensors"), "-to", to}},
		{"pickled weights", "safe_serialization=True", []string{"-from", filepath.Join(dir, "pickled"), "-to", to}},
		{"damaged file", "is this a safetensors file?", []string{"-from", filepath.Join(dir, "damaged"), "-to", to}},
		{"half a config.json", "config.json", []string{"-from", filepath.Join(dir, "config"), "-to", to}},
		{"index that is a list", "model_index.json", []string{"-from", filepath.Join(dir, "index"), "-to", to}},
		{"wrong folder", "do not belong to a prior", []string{"-from", filepath.Join(dir, "wrong"), "-to", to}},
		{"a decoder alone", "text_proj", []string{"-from", filepath.Join(fixtures, "tiny_decoder.safetensors"), "-to", to}},
		{"text_proj alone", "decoder's file", []string{"-from", filepath.Join(fixtures, "tiny_text_proj.safetensors"), "-to", to}},
		{"a layer that lacks weights", "4 missing", []string{"-from", filepath.Join(dir, "lacking"), "-to", to}},
		{"no such card", "no such file", []string{"-from", tiny, "-to", to, "-card", filepath.Join(dir, "none.md")}},
		{"no such storage", "tools/sensitivity", []string{"-from", tiny, "-to", to, "-storage", filepath.Join(dir, "none.json")}},
		{"storage of another model", "measure it again", []string{"-from", tiny, "-to", to, "-storage", put("storage.json", `{"decoder.nothing.weight":"i8"}`)}},
		{"occupied folder", "choose another -to", []string{"-from", tiny, "-to", filepath.Join(dir, "notempty")}},
		{"a web app's folder", "choose another -to", []string{"-from", tiny, "-to", filepath.Join(dir, "webapp")}},
		{"a file", "choose another -to", []string{"-from", tiny, "-to", filepath.Join(dir, "notempty", "precious.txt")}},
	} {
		err := run(c.args, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a failed conversion left a model")
	}
	for _, kept := range []string{"notempty/precious.txt", "webapp/index.html"} {
		if data, err := os.ReadFile(filepath.Join(dir, kept)); err != nil || string(data) != "!" {
			t.Errorf("%s: %q, %v", kept, data, err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".convert-*"))
	if len(left) > 0 {
		t.Errorf("a failed conversion left %v", left)
	}
	if err := run([]string{"-h"}, io.Discard, io.Discard); err != nil {
		t.Errorf("-h: %v", err)
	}
}

// Where the new model cannot take its place the old one keeps it.
func TestCommit(t *testing.T) {
	model := func(dir, content string) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name       string
		there, new bool
		want       string
	}{{"a first model", false, true, "new"}, {"another model", true, true, "new"}, {"nothing new", true, false, "old"}} {
		dir := t.TempDir()
		f := &folder{filepath.Join(dir, "model"), filepath.Join(dir, ".convert-1")}
		if c.there {
			model(f.final, "old")
		}
		if c.new {
			model(f.partial, "new")
		}
		if err := f.commit(); (err == nil) != c.new {
			t.Errorf("%s: %v", c.name, err)
		}
		data, err := os.ReadFile(filepath.Join(f.final, "manifest.json"))
		left, _ := os.ReadDir(dir)
		if string(data) != c.want || len(left) != 1 {
			t.Errorf("%s: %q, %v, %d entries", c.name, data, err, len(left))
		}
	}
}

// The models in this repository are such as this tool writes and lets pass.
func TestOurModelsRun(t *testing.T) {
	for _, path := range []string{"../../models/sticker", "../eval/judge"} {
		m, _ := opened(t, path)
		if err := runs(m); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
