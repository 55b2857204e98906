// Package e2e visits the real page in headless Chromium: web/server, the wasm
// binary, downloads, IndexedDB, WebGPU on SwiftShader, and a tiny model with
// random weights in place of the embedded one. Nothing is faked but faults of
// the server.
//
//	go test -tags=browser ./tools/e2e
//	UNCLIP_SCREENS=DIR go test -tags=browser -run Journey ./tools/e2e
//
// The tests carry the build tag browser, so that go test ./... leaves them out.
// Without Chromium they fail, and say how to install it. They print what they
// measure; of the times only gross standstills fail a test, since a busy
// machine is slow without being wrong.
package e2e
