package server

import (
	"io"
	"net/http"
)

// refusing is an answer whose refusal nobody keeps: net/http takes the header of a
// refused range away, and leaves that of a version that is not there any more as it
// was for the file.
type refusing struct{ http.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (r refusing) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		r.Header().Set("Cache-Control", Headers["Cache-Control"])
	}
	r.ResponseWriter.WriteHeader(status)
}

// ReadFrom implements io.ReaderFrom, so that the system still sends files by itself.
func (r refusing) ReadFrom(content io.Reader) (int64, error) {
	return io.Copy(r.ResponseWriter, content)
}

// Unwrap is for http.ResponseController.
func (r refusing) Unwrap() http.ResponseWriter { return r.ResponseWriter }
