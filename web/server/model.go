package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
)

// serveModel answers a request for a file of the model, or returns false. The
// folder is opened as an os.Root, which no path or link leaves.
func serveModel(w http.ResponseWriter, r *http.Request, model *os.Root) bool {
	name, ok := strings.CutPrefix(r.URL.Path, "/model/")
	if !ok || !plain(name) {
		return false
	}
	f, err := model.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	tag, err := tagOf(name, f, info)
	if err != nil {
		return false
	}
	describe(w.Header(), HeadersOf(name, Others{}), tag)
	http.ServeContent(w, r, "", info.ModTime(), f)
	return true
}

// plain says that a path names a file of a known kind and nothing hidden.
func plain(name string) bool {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") || Types[path.Ext(name)] == "" {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	return true
}

var digits = regexp.MustCompile(`[0-9a-f]{16,64}`)

// tagOf tells versions of a file apart, so that a download can go on in the
// middle: the digest in its name, or of a manifest that of its content. Files of
// models that were converted long ago have time and size, for they may be large,
// and to read one whole for every request would serve who wants to wear us out.
func tagOf(name string, f io.ReadSeeker, info fs.FileInfo) (string, error) {
	if digest := digestIn(name); digest != "" {
		return digest, nil
	}
	if path.Base(name) != "manifest.json" {
		return fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size()), nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	_, err := f.Seek(0, io.SeekStart)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// digestIn returns the digest that a file's name carries, or none.
func digestIn(name string) string {
	if !hashed.MatchString(path.Base(name)) {
		return ""
	}
	return digits.FindString(path.Base(name))
}
