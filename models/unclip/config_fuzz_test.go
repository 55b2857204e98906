package unclip

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"testing"
)

// sound is a small model of every stage.
var sound = map[string]string{
	"text":          `{"vocab":600,"context":77,"width":32,"layers":2,"heads":2,"embed":16,"activation":"quick_gelu"}`,
	"image":         `{"size":16,"patch":8,"width":32,"layers":2,"heads":2,"embed":16,"activation":"gelu"}`,
	"prior":         `{"width":32,"layers":2,"heads":2,"embed":16,"context":77,"hidden":0,"clip":3}`,
	"prior_ar":      `{"width":32,"layers":2,"heads":2,"embed":16,"context":77,"hidden":0,"codes":6,"buckets":24,"dot_buckets":8}`,
	"codebook":      `{"embed":16,"codes":6,"dot_buckets":8}`,
	"decoder":       `{"size":16,"in":3,"out":6,"unshuffle":2,"channels":[16,32,32],"layers":1,"attention":[false,true,true],"head_dim":8,"cross":32,"groups":4,"time_dim":32,"scale_shift":true,"embed":16,"hidden":0,"tokens":4}`,
	"upsample":      `{"size":16,"in":6,"out":3,"unshuffle":0,"channels":[16,32],"layers":1,"attention":[false,false],"head_dim":0,"cross":0,"groups":4,"time_dim":32,"scale_shift":false}`,
	"upsample_last": `{"size":16,"in":6,"out":3,"unshuffle":4,"channels":[16],"layers":1,"head_dim":8,"groups":4,"time_dim":32}`,
}

// buildAll builds every network that a configuration asks for, and returns how
// many came out.
func buildAll(t *testing.T, objects map[string]json.RawMessage) (built int) {
	t.Helper()
	c, err := ParseConfig(objects)
	if err != nil {
		return 0
	}
	for _, b := range append(c.FirstPicture(), c.Networks()...) {
		g, err := b.Build(b.Rows)
		if err != nil {
			continue
		}
		built++
		for _, n := range g.Nodes {
			if err := n.Shape.Check(); err != nil {
				t.Errorf("%s: node %s: %v", b.Key, n.Name, err)
			}
		}
	}
	return built
}

func soundObjects() map[string]json.RawMessage {
	objects := map[string]json.RawMessage{}
	for stage, config := range sound {
		objects[stage] = json.RawMessage(config)
	}
	return objects
}

// Every number of every stage may be anything: the network comes out with shapes
// that can be, or an error does.
func TestAnyNumberInAConfig(t *testing.T) {
	if built := buildAll(t, soundObjects()); built != 14 {
		t.Fatalf("the sound model has %d networks", built)
	}
	numbers := []int64{0, 1, -1, 3, 64, 1 << 16, 1 << 31, 1 << 32, math.MaxInt64, math.MinInt64}
	for shift := 58; shift < 63; shift++ { // what multiplications by small factors turn into zero, or one row
		numbers = append(numbers, 1<<shift, -1<<shift, 1<<shift+4)
	}
	for _, stage := range slices.Sorted(maps.Keys(sound)) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(sound[stage]), &fields); err != nil {
			t.Fatal(err)
		}
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			for _, n := range numbers {
				t.Run(stage+" "+field, func(t *testing.T) {
					defer func() {
						if fault := recover(); fault != nil {
							t.Errorf("%d: %v", n, fault)
						}
					}()
					objects := soundObjects()
					objects[stage] = with(t, fields, field, n)
					buildAll(t, objects)
				})
			}
		}
	}
}

// with is a configuration with another number in a field, or in its lists.
func with(t *testing.T, fields map[string]any, field string, n int64) json.RawMessage {
	t.Helper()
	changed := maps.Clone(fields)
	switch old := changed[field].(type) {
	case float64:
		changed[field] = n
	case []any:
		if _, ok := old[0].(float64); ok {
			changed[field] = append([]any{n}, old[1:]...)
		}
	}
	data, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FuzzConfig builds the networks of whatever a manifest says.
func FuzzConfig(f *testing.F) {
	all, err := json.Marshal(soundObjects())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(all)
	for stage, config := range sound {
		f.Add([]byte(`{"` + stage + `":` + config + `}`))
	}
	f.Add([]byte(`{"decoder":{"size":16,"in":3,"out":3,"unshuffle":4611686018427387904,"channels":[16,16,16],"layers":1,"groups":4,"time_dim":32}}`))
	f.Add([]byte(`{"text":{"vocab":600,"context":77,"width":32,"layers":2,"heads":4611686018427387904,"embed":16,"activation":"gelu"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var objects map[string]json.RawMessage
		if json.Unmarshal(data, &objects) == nil {
			buildAll(t, objects)
		}
	})
}
