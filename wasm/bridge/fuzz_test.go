package bridge

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzDecode feeds the decoder arbitrary objects. What it accepts must encode
// again, to an object that decodes to the same message.
func FuzzDecode(f *testing.F) {
	for _, m := range samples() {
		o, _ := Encode(m)
		text, _ := json.Marshal(o)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var raw map[string]any
		if json.Unmarshal(text, &raw) != nil {
			return
		}
		m, err := Decode(object(raw))
		if err != nil {
			return
		}
		o, err := Encode(m)
		if err != nil {
			t.Fatalf("accepted %+v, which does not encode: %v", m, err)
		}
		again, err := Decode(o)
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%+v came back as %+v, %v", m, again, err)
		}
	})
}

// object turns decoded JSON into what fromJS would make of it.
func object(raw map[string]any) Object {
	o := Object{}
	for name, value := range raw {
		switch v := value.(type) {
		case map[string]any:
			o[name] = object(v)
		case string:
			if name == "pixels" {
				o[name] = Memory(v)
				continue
			}
			o[name] = v
		case nil, bool:
		default:
			o[name] = v
		}
	}
	return o
}
