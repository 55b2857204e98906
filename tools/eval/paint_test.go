package main

import (
	"context"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unclip/models/unclip"
)

// stub stands in for tools/render: it draws white pictures and keeps its arguments.
func stub(t *testing.T) (path, said string) {
	t.Helper()
	folder := t.TempDir()
	if err := writePNG(filepath.Join(folder, "white.png"), flat(color.White)); err != nil {
		t.Fatal(err)
	}
	path, said = filepath.Join(folder, "render"), filepath.Join(folder, "said")
	script := fmt.Sprintf("#!/bin/sh\necho \"$@\" > %q\nwhile [ $# -gt 0 ]; do [ $1 = -each ] && cp %q $2/001.png; shift; done\n", said, filepath.Join(folder, "white.png"))
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, said
}

// What the key of pictures says, render is told: DDIM's are not drawn by DPM++.
func TestBrowserDrawsWhatTheKeySays(t *testing.T) {
	render, said := stub(t)
	p := &painter{network: &network{path: "models/owl"}, work: t.TempDir(), steps: 25, sampler: "ddim", browser: &browser{render: render}}
	if list, err := p.draw(context.Background(), []string{"owl, flat"}, setting{"ar", 3, 7}); err != nil || len(list) != 1 {
		t.Fatalf("%d pictures, %v", len(list), err)
	}
	args, err := os.ReadFile(said)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"-model models/owl", "-sampler ddim", "-steps 25", "-seed 7", "-prior ar", "-guidance 3", "-image-guidance 3", "-prior-steps 12", "-prior-guidance 1.5", "-candidates 2"} {
		if !strings.Contains(" "+string(args), " "+want+" ") {
			t.Errorf("render was told %q; want %q", args, want)
		}
	}
}

// The fields of the request that a page may one day start with otherwise are in the
// key, too.
func TestKeysOfPictures(t *testing.T) {
	captions := []string{"owl", "fox"}
	key := func(change func(p *painter, r *unclip.Request)) string {
		p := &painter{network: &network{digest: "a"}, steps: 16}
		r := p.request(setting{"diffusion", 2, 1})
		change(p, &r)
		return p.key(captions, r)
	}
	seen := map[string]string{}
	for name, change := range map[string]func(p *painter, r *unclip.Request){
		"nothing":        func(*painter, *unclip.Request) {},
		"model":          func(p *painter, _ *unclip.Request) { p.network = &network{digest: "b"} },
		"browser":        func(p *painter, _ *unclip.Request) { p.browser = &browser{} },
		"steps":          func(_ *painter, r *unclip.Request) { r.Steps = 25 },
		"sampler":        func(_ *painter, r *unclip.Request) { r.Sampler = "ddim" },
		"prior":          func(_ *painter, r *unclip.Request) { r.Prior = "ar" },
		"prior steps":    func(_ *painter, r *unclip.Request) { r.PriorSteps = 25 },
		"prior guidance": func(_ *painter, r *unclip.Request) { r.PriorGuidance = 4 },
		"candidates":     func(_ *painter, r *unclip.Request) { r.Candidates = 1 },
		"guidance":       func(_ *painter, r *unclip.Request) { r.Guidance = 3 },
		"seed":           func(_ *painter, r *unclip.Request) { r.Seed = 2 },
	} {
		k := key(change)
		if other, ok := seen[k]; ok {
			t.Errorf("another %s has the key of %s", name, other)
		}
		seen[k] = name
	}
	captions = []string{"owl", "cat"}
	if other, ok := seen[key(func(*painter, *unclip.Request) {})]; ok {
		t.Errorf("another caption has the key of %s", other)
	}
}
