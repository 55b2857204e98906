package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"unclip/tools/browsertest/chrome"
	"unclip/tools/model"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
	"unclip/web/server"
)

//go:embed driver.js
var driver string

// answer is what driver.js returns.
type answer struct {
	Pictures      []picture       `json:"pictures"`
	Findings      json.RawMessage `json:"findings,omitempty"`
	Adapter       string          `json:"adapter"`
	GPU           gpu.Info        `json:"gpu"` // as the engine sees it
	StartMillis   float64         `json:"startMillis"`
	InstallMillis float64         `json:"installMillis"`
	PeakBytes     int64           `json:"peakBytes"`
}

// drive serves the page's files, opens them in a browser and runs the driver.
func drive(ctx context.Context, m *model.Folder, asked []bridge.Message, hardware bool) (*answer, error) {
	url, stop, err := serve(ctx, m)
	if err != nil {
		return nil, err
	}
	defer stop()
	b, err := chrome.Start(ctx, chrome.Options{Hardware: hardware, Console: progress,
		Flags: map[string]any{"enable-blink-features": "ForceEagerMeasureMemory"}})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	page := b.Page()
	if err := page.Open(ctx, url+"/blank.svg"); err != nil {
		return nil, err
	}
	list, err := wire(asked)
	if err != nil {
		return nil, err
	}
	var a answer
	if err := page.Evaluate(ctx, "("+strings.TrimSpace(driver)+")("+string(list)+")", &a); err != nil {
		return nil, err
	}
	return &a, nil
}

// wire writes messages as the worker expects them, but for pixels, which are
// base64.
func wire(asked []bridge.Message) ([]byte, error) {
	var list []bridge.Object
	for _, m := range asked {
		o, err := bridge.Encode(m)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return json.Marshal(list)
}

// progress shows the driver's console on standard error.
func progress(line string) {
	if strings.HasPrefix(line, "progress ") {
		fmt.Fprint(os.Stderr, "\r", line, "        ")
		return
	}
	fmt.Fprintln(os.Stderr, "\n"+line)
}

// serve builds the page and serves it with the model on a free port.
func serve(ctx context.Context, m *model.Folder) (url string, stop func(), err error) {
	root, err := server.FindRoot()
	if err != nil {
		return "", nil, err
	}
	b := server.Build{Root: root}
	if err := b.Make(ctx); err != nil {
		return "", nil, err
	}
	files, err := b.Page(1)
	if err != nil {
		return "", nil, err
	}
	folder, err := server.OpenModel(m.Path)
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := server.Server("", server.New(server.Config{Files: files, Model: folder}))
	go func() {
		if err := s.Serve(listener); err != http.ErrServerClosed {
			fmt.Fprintln(os.Stderr, "render:", err)
		}
	}()
	return "http://" + listener.Addr().String(), func() { s.Close() }, nil
}
