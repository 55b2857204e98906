package main

import (
	"encoding/json"
	"strings"
	"testing"

	"unclip/tools/model"
	"unclip/wasm/bridge"
)

// gpus are adapters as driver.js tells of them.
const (
	swiftShader = `{"features":["subgroups"],"subgroupMin":4,"subgroupMax":4,"fallback":true}`
	realGPU     = `{"features":["shader-f16","subgroups"],"subgroupMin":32,"subgroupMax":32,"fallback":false}`
)

// reported is the summary of an answer, as JSON.
func reported(t *testing.T, o options, answered string) map[string]any {
	t.Helper()
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal([]byte(answered), &a); err != nil {
		t.Fatal(err)
	}
	if err := o.write(&a); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report(o, m, &a, nil))
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// What a probe finds is part of the one object, without a picture too.
func TestProbeIsSummed(t *testing.T) {
	o := options{mode: "probe", out: "out.png", Generate: bridge.Generate{Candidates: 2}}
	s := reported(t, o, `{"adapter":"a GPU","findings":{"kind":"findings","similarity":[0.5]},"gpu":`+swiftShader+`}`)
	found, _ := json.Marshal(s["findings"])
	if !strings.Contains(string(found), `"similarity":[0.5]`) || s["adapter"] != "a GPU" || s["out"] != nil {
		t.Errorf("%v", s)
	}
	if list, ok := s["pictures"].([]any); !ok || len(list) > 0 {
		t.Errorf("pictures: %v", s["pictures"])
	}
}

// Plans differ between adapters, and so do their buffers.
func TestBytesAreTheAdapters(t *testing.T) {
	o := options{mode: "probe", Generate: bridge.Generate{Candidates: 2}}
	cpu, hardware := reported(t, o, `{"gpu":`+swiftShader+`}`)["gpu_bytes"], reported(t, o, `{"gpu":`+realGPU+`}`)["gpu_bytes"]
	if cpu == hardware || cpu == 0.0 || hardware == 0.0 {
		t.Errorf("%v bytes on a CPU adapter, %v on a GPU", cpu, hardware)
	}
}
