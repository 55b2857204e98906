package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

//go:embed report.html
var page string

// print writes the figures as plain lines.
func (f *findings) print(w io.Writer) {
	line := func(name string, v *verdict) {
		fmt.Fprintf(w, "%-10s similarity %.3f (%.0f %% of real)  caption %.0f %%  concept %.0f %%  style %.0f %%  FD %.2f  KID %.4f [%.4f, %.4f]\n", name,
			v.Similarity, 100*v.Similarity/f.Real.Similarity, 100*v.Caption, 100*v.Concept, 100*v.Style, v.Frechet, v.Kernel, v.KernelSpan[0], v.KernelSpan[1])
	}
	if f.Real != nil {
		line("real", f.Real)
		line("blurred", f.Blurred)
	}
	for _, name := range priors {
		if v, ok := f.Priors[name]; ok {
			line(name, &v)
		}
	}
	for _, s := range f.Guidance {
		fmt.Fprintf(w, "%-10s guidance %.1f  FD %.2f  KID %.4f  spread %.2f\n", s.Prior, s.Guidance, s.Frechet, s.Kernel, s.Spread)
	}
	for _, kind := range kinds {
		if f.Binding == nil {
			break
		}
		fmt.Fprintf(w, "binding, %-18s caption told from its swap %.0f %%, colours on their sides %.0f %%\n", kind, 100*f.Binding.Of[kind].Told, 100*f.Binding.Of[kind].Sides)
	}
	for _, s := range f.Samplers {
		fmt.Fprintf(w, "%-8s %3d steps  %.1f dB to %d of %s  similarity %.3f  KID %.4f\n", s.Sampler, s.Steps, s.PSNR, exact.Steps, exact.Sampler, s.Match, s.Kernel)
	}
	if f.Fidelity != nil {
		fmt.Fprintf(w, "same seeds as %s: median %.1f dB, lowest %.1f dB\n", f.Fidelity.Against, f.Fidelity.Median, f.Fidelity.Lowest)
	}
	for _, g := range f.Goals {
		fmt.Fprintf(w, "%-4s %s: %s, wanted %s\n", map[bool]string{true: "met", false: "MISS"}[g.Met], g.What, g.Found, g.Want)
	}
}

// keep writes what the options ask for: with -out a folder of report.html,
// figures.json, plots and sheets, with -html the report alone.
func (f *findings) keep(o options) error {
	if o.out == "" && o.html == "" {
		return nil
	}
	files, err := f.files()
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	wanted := map[string][]byte{}
	for name, data := range files {
		if o.out != "" {
			wanted[filepath.Join(o.out, name)] = data
		}
	}
	if o.html != "" {
		wanted[o.html] = files["report.html"]
	}
	for path, data := range wanted {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("report: %w; give a place that can be written", err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return fmt.Errorf("report: %w; give a place that can be written", err)
		}
	}
	return nil
}

// files are those of a report, by name.
func (f *findings) files() (map[string][]byte, error) {
	figures, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"figures.json": figures}
	if err := f.draw(files); err != nil {
		return nil, err
	}
	files["report.html"], err = f.html(files)
	return files, err
}

// draw adds plots and sheets to the files.
func (f *findings) draw(files map[string][]byte) error {
	for _, p := range f.plots() {
		svg, err := p.svg()
		if err != nil {
			return err
		}
		files[p.file+".svg"] = svg
	}
	for name, img := range f.sheets {
		var out bytes.Buffer
		if err := png.Encode(&out, img); err != nil {
			return err
		}
		files[name+".png"] = out.Bytes()
	}
	return nil
}

// figure is a plot or sheet with the words below it.
type figure struct {
	Source template.URL
	Says   string
}

// html is figures, plots and sheets as one page that needs no other file.
func (f *findings) html(files map[string][]byte) ([]byte, error) {
	t, err := template.New("report").Parse(page)
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, name := range slices.Sorted(maps.Keys(captions)) {
		if data, ok := files[name]; ok {
			figures = append(figures, figure{embedded(name, data), captions[name]})
		}
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{"Findings": f, "Order": priors, "Kinds": kinds, "Figures": figures})
	return out.Bytes(), err
}

// captions say what the files of a report show.
var captions = map[string]string{
	"binding.png":       "Figures 14 and 15. Rows: real scenes of a red thing left of a blue one; decoded from their z_i alone; drawn from their captions; drawn from the captions without z_i.",
	"components.png":    "Figure 7. Held-out pictures decoded from their first 1, 2, 4, 8, 16, 32, 64 and 128 principal components of z_i; the pictures themselves last.",
	"distance.svg":      "Figure 11. Distance to the real pictures by guidance.",
	"diversity.svg":     "Figure 9. Diversity within grids of one caption by guidance.",
	"guidance.png":      "Figure 10. One caption at guidance 1, 1.5, 2, 3 and 4; noise and z_i are the same in every column of grids. Rows: caption alone, then the priors.",
	"modes.png":         "Figure 8. The first held-out captions: real pictures, caption alone, z_t as z_i, then the priors.",
	"spectrum.svg":      "What principal components of z_i leave of its variance.",
	"upsampler1024.png": "256→1024. Rows: real, own, bicubic.",
	"upsampler256.png":  "64→256. Rows: real, own, bicubic, ESRGAN-medium.",
}

// embedded is a file as an address that holds it.
func embedded(name string, data []byte) template.URL {
	kind := map[string]string{".svg": "image/svg+xml", ".png": "image/png"}[filepath.Ext(name)]
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data))
}
