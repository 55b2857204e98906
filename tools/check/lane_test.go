package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestLanesAreDescribed wants every lane in ARCHITECTURE.md, in the same order.
func TestLanesAreDescribed(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n## Test lanes")
	for _, l := range lanes {
		var found bool
		if _, rest, found = strings.Cut(rest, "\n| "+l.name+" | "); !found {
			t.Fatalf("ARCHITECTURE.md does not describe the lane %s in its place", l.name)
		}
	}
}

// TestSummaryIsOneObject pins what -json prints.
func TestSummaryIsOneObject(t *testing.T) {
	got, err := json.Marshal(sum([]result{{"format", true, 1.5}, {"native", false, 2}}))
	want := `{"lanes":[{"lane":"format","ok":true,"seconds":1.5},{"lane":"native","ok":false,"seconds":2}],"passed":1,"failed":1}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}
