package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"unclip/models/weights"
	"unclip/web/server"
)

// models are further ones beside the page's own, which the widget asks for by name.
type models []named

type named struct{ name, folder string }

// modelName is what the widget's protocol takes for the name of a model.
var modelName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// add reads NAME=FOLDER.
func (m *models) add(text string) error {
	name, folder, ok := strings.Cut(text, "=")
	if !ok || folder == "" || !modelName.MatchString(name) || name == "model" {
		return fmt.Errorf("model %q: give a name of small letters, digits and dashes, and a folder, like large=MODEL_FOLDER", text)
	}
	*m = append(*m, named{name, folder})
	return nil
}

// putMore copies further models into folders of their names.
func (s *site) putMore(more models) {
	for _, m := range more {
		model, err := server.OpenModel(m.folder)
		if err != nil {
			if s.err == nil {
				s.err = fmt.Errorf("model %s: %w", m.name, err)
			}
			return
		}
		s.putModel(m.name+"/model/", model)
		model.Close()
	}
}

// putModel copies the files of a model into a folder, the manifest last.
func (s *site) putModel(folder string, model *os.Root) {
	names, err := listed(model)
	if err != nil && s.err == nil {
		s.err = err
	}
	for _, name := range slices.Backward(names) {
		s.putWeights(folder, model, name)
	}
}

// listed are the manifest and the files that it lists.
func listed(model *os.Root) ([]string, error) {
	text, err := model.ReadFile("manifest.json")
	if err != nil {
		return nil, err
	}
	m, err := weights.ParseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("%w; convert the model again", err)
	}
	names := []string{"manifest.json"}
	for _, f := range m.Files {
		names = append(names, f.File)
	}
	for _, f := range m.Shards {
		names = append(names, f.File)
	}
	return names, nil
}

func (s *site) putWeights(folder string, model *os.Root, name string) {
	if s.err != nil {
		return
	}
	data, err := model.ReadFile(name)
	if err != nil {
		s.err = fmt.Errorf("%w; the manifest lists it", err)
		return
	}
	s.write(folder+name, data)
	s.names = append(s.names, folder+name)
}
