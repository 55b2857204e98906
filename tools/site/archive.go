package main

import (
	"archive/tar"
	"fmt"
	"io"
	"os"

	"unclip/web/server"
)

// archive writes a model's files into one, which the page imports: a plain tar
// file, the manifest first. The same model is always the same archive.
func archive(path, folder string) error {
	model, err := server.OpenModel(folder)
	if err != nil {
		return err
	}
	defer model.Close()
	names, err := listed(model)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = pack(f, model, names)
	if ended := f.Close(); err == nil {
		err = ended
	}
	return err
}

func pack(f io.Writer, model *os.Root, names []string) error {
	w := tar.NewWriter(f)
	for _, name := range names {
		if err := add(w, model, name); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
	}
	return w.Close()
}

func add(w *tar.Writer, model *os.Root, name string) error {
	data, err := model.ReadFile(name)
	if err != nil {
		return fmt.Errorf("%w; the manifest lists it", err)
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data)), Format: tar.FormatUSTAR}); err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
