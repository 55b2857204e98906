//go:build !practice

package main

import (
	"time"

	"unclip/wasm/bridge"
	"unclip/web/apptest"
)

// newHandler is the engine that the worker serves.
func newHandler() bridge.Handler { return &apptest.Engine{Step: 120 * time.Millisecond} }
