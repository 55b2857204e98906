package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"unclip/models/unclip"
)

// setting is one way to draw.
type setting struct {
	Prior    string
	Guidance float64
	Seed     uint64 // of the first picture; the others' follow
}

// painter draws captions and keeps the pictures.
type painter struct {
	*network
	work    string
	steps   int
	sampler string   // "" for the default
	browser *browser // draws instead of the network, if there
}

// draw makes one picture of each caption, or finds those of an earlier run.
func (p *painter) draw(ctx context.Context, captions []string, s setting) ([]image.Image, error) {
	folder := filepath.Join(p.work, "pictures", p.key(captions, p.request(s)))
	if found, err := read(folder, len(captions)); err == nil {
		return found, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "drawing %d pictures, prior %s, guidance %g, seed %d\n", len(captions), s.Prior, s.Guidance, s.Seed)
	if p.browser != nil {
		err := p.browser.draw(ctx, p.path, folder, captions, p.request(s))
		if err != nil {
			return nil, err
		}
		return read(folder, len(captions))
	}
	return p.generate(ctx, folder, captions, s)
}

// key is the name of pictures that are drawn alike. The whole request is in it, so
// that other defaults of a page do not find the pictures of the old ones.
func (p *painter) key(captions []string, r unclip.Request) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %t %+v %q", p.digest, p.browser != nil, r, captions))
	return hex.EncodeToString(sum[:8])
}

// generate draws with the network.
func (p *painter) generate(ctx context.Context, folder string, captions []string, s setting) ([]image.Image, error) {
	out := make([]image.Image, len(captions))
	for i, caption := range captions {
		r := p.request(s)
		r.Prompt, r.Seed = caption, r.Seed+uint64(i)
		made, err := p.Generate(ctx, r, nil)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", caption, err)
		}
		out[i] = picture(made.X0, made.Size)
		if err := writePNG(filepath.Join(folder, name(i)), out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// request is the settings that a page starts with, but for what is measured.
func (p *painter) request(s setting) unclip.Request {
	r := unclip.Defaults()
	r.Seed, r.Steps, r.Guidance, r.ImageGuidance, r.Prior = s.Seed, p.steps, s.Guidance, s.Guidance, s.Prior
	if p.sampler != "" {
		r.Sampler = p.sampler
	}
	return r
}

// name is the file of picture i, as tools/render calls it.
func name(i int) string { return fmt.Sprintf("%03d.png", i+1) }

// read opens the pictures of a folder.
func read(folder string, n int) ([]image.Image, error) {
	out := make([]image.Image, n)
	for i := range out {
		f, err := os.Open(filepath.Join(folder, name(i)))
		if err != nil {
			return nil, err
		}
		out[i], err = png.Decode(f)
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func writePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
