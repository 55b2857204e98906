//go:build practice

package main

import (
	"time"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
)

// newHandler is the engine without GPU or model, for work on the page.
func newHandler() bridge.Handler { return &apptest.Engine{Step: 40 * time.Millisecond} }
