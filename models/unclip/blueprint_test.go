package unclip

import (
	"encoding/json"
	"strings"
	"testing"
)

// A manifest is not trusted: what no network can have is an error, and takes
// neither the worker nor its memory along.
func TestHostileConfigsBuildNothing(t *testing.T) {
	for _, c := range []struct{ stage, config, want string }{
		{"text", `{"vocab":600,"context":77,"width":32,"layers":1,"heads":0,"embed":16,"activation":"gelu"}`, "0 heads"},
		{"text", `{"vocab":600,"context":77,"width":32,"layers":1,"heads":-2,"embed":16,"activation":"gelu"}`, "-2 heads"},
		{"text", `{"vocab":600,"context":77,"width":32,"layers":1000000000,"heads":2,"embed":16,"activation":"gelu"}`, "1 to 64"},
		{"text", `{"vocab":600,"context":77,"width":32,"layers":0,"heads":2,"embed":16,"activation":"gelu"}`, "1 to 64"},
		{"text", `{}`, "context of 0"},
		{"image", `{"size":16,"patch":8,"width":32,"layers":1,"heads":0,"embed":16,"activation":"gelu"}`, "0 heads"},
		{"image", `{"size":16,"patch":8,"width":32,"layers":1000000000,"heads":2,"embed":16,"activation":"gelu"}`, "1 to 64"},
		{"prior", `{"width":32,"layers":1,"heads":0,"embed":16,"context":77}`, "0 heads"},
		{"prior", `{"width":32,"layers":1000000000,"heads":2,"embed":16,"context":77}`, "1 to 64"},
		{"prior_ar", `{"width":32,"layers":1,"heads":0,"embed":16,"context":77,"codes":6,"buckets":24,"dot_buckets":8}`, "0 heads"},
		{"prior_ar", `{"width":32,"layers":1000000000,"heads":2,"embed":16,"context":77,"codes":6,"buckets":24,"dot_buckets":8}`, "layers"},
		{"decoder", `{"size":16,"in":3,"out":3,"channels":[16],"layers":1,"attention":[true],"head_dim":64,"cross":16,"groups":4,"time_dim":32,"embed":16,"tokens":4}`, "0 heads"},
	} {
		config, err := ParseConfig(map[string]json.RawMessage{c.stage: json.RawMessage(c.config)})
		if err != nil {
			t.Fatal(err)
		}
		built := 0
		for _, b := range []Blueprint{config.textNetwork(2, 8), config.imageNetwork(), config.priorNetwork(1, 8), config.priorARNetwork(2, 8), config.decoderNetwork(2, 8)} {
			if b.Stage != c.stage {
				continue
			}
			built++
			if _, err := b.Build(b.Rows); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s %s: %v, want %q", c.stage, c.config, err, c.want)
			}
		}
		if built != 1 {
			t.Errorf("%s: %d networks", c.stage, built)
		}
	}
}
