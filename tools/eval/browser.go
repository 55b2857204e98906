package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"unclip/models/unclip"
	"unclip/web/server"
)

// browser draws through tools/render: the whole engine, kernels included, in
// headless Chromium.
type browser struct {
	render string // the built command
	gpu    bool   // this machine's, instead of SwiftShader
}

func openBrowser(ctx context.Context, o options) (*browser, error) {
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	b := &browser{filepath.Join(o.work, "render"), o.gpu}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.render, "./tools/render")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build ./tools/render: %w: %s", err, out)
	}
	return b, nil
}

// draw writes one picture of each caption into a folder, r.Seed the first one's.
func (b *browser) draw(ctx context.Context, model, folder string, captions []string, r unclip.Request) error {
	prompts := filepath.Join(folder, "prompts.txt")
	if err := os.WriteFile(prompts, []byte(strings.Join(captions, "\n")), 0o644); err != nil {
		return err
	}
	args := append(flags(r), "-model", model, "-prompts", prompts, "-each", folder, "-out", filepath.Join(folder, "sheet.png"))
	if b.gpu {
		args = append(args, "-gpu")
	}
	if out, err := exec.CommandContext(ctx, b.render, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("render: %w: %s", err, out[max(0, len(out)-500):])
	}
	return nil
}

// flags are those of tools/render that say all that a request's key says.
func flags(r unclip.Request) []string {
	return []string{"-seed", fmt.Sprint(r.Seed), "-steps", fmt.Sprint(r.Steps), "-guidance", fmt.Sprint(r.Guidance), "-image-guidance", fmt.Sprint(r.ImageGuidance),
		"-sampler", r.Sampler, "-eta", fmt.Sprint(r.Eta), "-prior", r.Prior, "-prior-steps", fmt.Sprint(r.PriorSteps),
		"-prior-guidance", fmt.Sprint(r.PriorGuidance), "-candidates", fmt.Sprint(r.Candidates)}
}
