package main

import (
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
