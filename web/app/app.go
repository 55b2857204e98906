// Package app is the page: Vugu components that show a session, and the desk
// that connects them to the engine's worker and to the browser. Components
// build and test natively by rendering to strings; only the files ending in
// _js.go need a browser.
//
// Vugu has no keys, copies every attribute on every render, and leaves what was
// there in an element that gets no children any more, so the components follow
// three rules: what may be absent or empty is hidden, not left out;
// the canvas is appended by code into a div that the template leaves empty; and
// no attribute that the browser changes by itself (open, style) is relied upon.
package app

//go:generate go tool vugugen -s -skip-go-mod -skip-main
//go:generate go run ./trim
//go:generate gofmt -w 0_components_gen.go
