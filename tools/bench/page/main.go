//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "page: this program runs in a browser; use go run ./tools/bench")
	os.Exit(1)
}
