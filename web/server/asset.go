package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// asset is a file of the page. It notices when the file changes, so that a
// style sheet can be edited while the server runs.
type asset struct {
	name   string // on the site
	path   string // on disk
	packed *Packed
	others Others

	mu     sync.Mutex
	digest string
	stamp  time.Time
	size   int64
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	f, err := os.Open(a.path)
	if err != nil {
		http.Error(w, "This file is missing on the server.", http.StatusNotFound)
		return
	}
	defer f.Close()
	digest, stamp, err := a.identify(f)
	if err != nil {
		http.Error(w, "This file cannot be read on the server.", http.StatusInternalServerError)
		return
	}
	if a.packed != nil && a.packed.serve(w, r, a, digest) {
		return
	}
	a.describe(w.Header(), digest)
	http.ServeContent(w, r, "", stamp, f)
}

func (a *asset) describe(h http.Header, tag string) { describe(h, HeadersOf(a.name, a.others), tag) }

// identify returns the digest of the file, computed once per version.
func (a *asset) identify(f *os.File) (digest string, stamp time.Time, err error) {
	info, err := f.Stat()
	if err != nil {
		return "", stamp, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.digest == "" || !info.ModTime().Equal(a.stamp) || info.Size() != a.size {
		sum := sha256.New()
		if _, err := io.Copy(sum, f); err != nil {
			return "", stamp, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return "", stamp, err
		}
		a.digest, a.stamp, a.size = hex.EncodeToString(sum.Sum(nil)), info.ModTime(), info.Size()
	}
	return a.digest, a.stamp, nil
}

// accepts says that the client takes an encoding, with a weight above zero.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == encoding {
			weight = strings.TrimSpace(weight)
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.000")
		}
	}
	return false
}
