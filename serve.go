// Command unclip serves the page on this machine: go run .
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"unclip/web/release"
	"unclip/web/server"
)

func main() {
	ctx, stop := untilStopped(context.Background())
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// untilStopped ends with Ctrl+C and with what service managers send.
func untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// options are the command line.
type options struct {
	addr, model          string
	open, practice, edit bool
	others               server.Others
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("unclip", flag.ContinueOnError)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "`address` to listen on")
	flags.StringVar(&o.model, "model", "", "`folder` of the model (default models/sticker)")
	flags.Func("mirror", "`address` of a folder on another host that holds the model's files too; may be given again", o.others.Mirrors.Add)
	flags.Func("embed", "`origin` whose pages may hold the widget, besides this one (default: all); may be given again", o.others.Embedders.Add)
	flags.BoolVar(&o.open, "open", false, "open the page in the default browser")
	flags.BoolVar(&o.practice, "practice", false, "use the practice engine: no GPU, no model, for work on the page")
	flags.BoolVar(&o.edit, "edit", false, "serve the page's sources as they are: a change shows after a reload")
	return o, flags.Parse(args)
}

func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return errors.New("see go run . -h")
	}
	handler, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -addr", err)
	}
	greet(listener.Addr(), o.open)
	return serve(ctx, server.Server(o.addr, handler), listener)
}

// prepare builds what is missing and gathers what to serve.
func prepare(ctx context.Context, o options) (http.Handler, error) {
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	model, err := openModel(o.model, root)
	if err != nil {
		return nil, err
	}
	b := server.Build{Root: root}
	if o.practice {
		b.Tags = []string{"practice"}
	}
	if err := build(ctx, b); err != nil {
		return nil, err
	}
	files, err := gather(b, model, o)
	if err != nil {
		return nil, err
	}
	if err := server.Pack(files); err != nil {
		return nil, err
	}
	return server.New(server.Config{Files: files, Model: model, Others: o.others}), nil
}

// openModel opens the folder that is asked for. Without the embedded model the page
// says that there is none; a folder that is asked for must hold one.
func openModel(folder, root string) (*os.Root, error) {
	if folder != "" {
		return server.OpenModel(folder)
	}
	model, err := server.OpenModel(filepath.Join(root, "models", "sticker"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return model, nil
}

// gather lists the files of the page, released or as they are.
func gather(b server.Build, model *os.Root, o options) ([]server.File, error) {
	files, err := b.Page(5)
	if err != nil || o.edit {
		return files, err
	}
	facts := release.FactsOf(model)
	facts.Mirrors, facts.Practice = o.others.Mirrors, o.practice
	return release.Assemble(files, b.Folder("release"), facts)
}

// build compiles the binary; without a toolchain, one that was built before
// will do.
func build(ctx context.Context, b server.Build) error {
	_, built := os.Stat(b.Wasm())
	if _, err := exec.LookPath("go"); err != nil && built == nil {
		fmt.Fprintln(os.Stderr, "The go command is missing; serving the binary that is in build/.")
		return nil
	}
	return b.Make(ctx)
}

func greet(addr net.Addr, open bool) {
	url := link(addr)
	fmt.Printf("unCLIP is at %s\n", url)
	fmt.Println("Open it in Chrome, Edge or Safari, press “Get the model”, write a few words, press Generate.")
	fmt.Println("Ctrl+C stops the server.")
	if open {
		openBrowser(url)
	}
}

// link is the page's address for a browser on this machine. A server that listens on
// all addresses is at localhost too, where alone browsers trust plain http.
func link(addr net.Addr) string {
	host := addr.String()
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return "http://" + host + "/"
}

// openBrowser asks the system to show a page; when it cannot, the printed
// address is enough.
func openBrowser(url string) {
	command := map[string][]string{
		"darwin":  {"open", url},
		"windows": {"rundll32", "url.dll,FileProtocolHandler", url},
	}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open", url}
	}
	if err := exec.Command(command[0], command[1:]...).Start(); err != nil {
		fmt.Println("No browser could be opened:", err)
	}
}

// serve answers until ctx ends, then lets running answers finish.
func serve(ctx context.Context, s *http.Server, l net.Listener) error {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		s.Shutdown(last)
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-finished // Serve returns when the shutdown begins
	return nil
}
