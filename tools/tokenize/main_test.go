package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte("#version: 0.2\ni n\n"))
	z.Close()
	plain, zipped := file("plain", "i n\n"), file("merges.gz", packed.String())

	tests := []struct {
		name, args, in, out, err string
	}{
		{"ids", "", "\"a photo of a cat\"\n\"\"\n", "[320,1125,539,320,2368]\n[]\n", ""},
		{"escapes", "", `"\ud83d\ude00 a\u0000b"`, "[7334,3937]\n", ""},
		{"nothing", "", "", "", ""},
		{"summary", "-json", "\"a photo of a cat\"\n\"\"\n", "[320,1125,539,320,2368]\n[]\n{\"captions\":2,\"tokens\":5}\n", ""},
		{"sound by default", "", `"schÃ¶n"`, "[844,127,352,126,370,333]\n", ""},
		{"mojibake", "-mojibake", `"schÃ¶n"`, "[844,7255,333]\n", ""},
		{"merges", "-merges " + plain, `"in inn"`, "[72,333,512,333]\n", ""},
		{"packed merges", "-merges=" + zipped, `"in inn"`, "[72,333,512,333]\n", ""},
		{"no JSON", "", "\"a\"\nb\n", "[320]\n", "line 2"},
		{"no string", "", "[1]\n", "", "line 1"},
		{"null", "", "null\n", "", "line 1"},
		{"empty line", "", "\n", "", "line 1"},
		{"missing file", "-merges " + filepath.Join(dir, "none"), "", "", "existing file"},
		{"empty file", "-merges " + file("empty", ""), "", "", "no merges"},
		{"bad file", "-merges " + file("bad", "in\n"), "", "", "two symbols"},
		{"cut file", "-merges " + file("cut.gz", packed.String()[:12]), "", "", "line 1"},
		{"bad order", "-merges " + file("order", "in g\n"), "", "", "no earlier merge"},
		{"flag", "-nope", "", "", "-h"},
		{"argument", "caption", "", "", "standard input"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		err := run(strings.Fields(test.args), strings.NewReader(test.in), &out)
		if out.String() != test.out {
			t.Errorf("%s: wrote %q, want %q", test.name, out.String(), test.out)
		}
		switch {
		case test.err == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("%s: error %v, want %q", test.name, err, test.err)
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: error of several lines: %q", test.name, err)
		}
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-h"}, strings.NewReader(""), &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{"usage:", "-mojibake", "-merges"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("help lacks %q:\n%s", want, out.String())
		}
	}
}
