package install

import (
	"context"
	"fmt"
	"sync"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// Config is what an Installer works with.
type Config struct {
	Name   string // of the model in the store, such as its address
	Store  store.Store
	Client *fetch.Client
	// Items validates a manifest and lists all its files.
	Items func(manifest []byte) ([]fetch.Item, error)

	// Manifest is the file name; the default is "manifest.json".
	Manifest string
	// Pin is the digest of the only acceptable manifest, if it is known.
	Pin store.Digest
	// MaxManifest bounds the size of the manifest; the default is 4 MiB.
	MaxManifest int
	// Overflow keeps, until the page closes, what Store does not take. Without
	// it an unwilling Store ends the installation.
	Overflow store.Store
	// Parts keeps files that are still on their way; nil keeps whole ones only.
	Parts store.Store
	// Fleeting says that Store itself ends with the page.
	Fleeting bool
	// Free tells how many bytes the browser still promises; nil is unknown.
	Free func(context.Context) (int64, error)
	// AskRoom lets a full Store end an installation that the visitor has asked for,
	// so that there is a choice; without it Overflow takes the rest.
	AskRoom bool
	// Lock lets one tab download while others wait; without it none waits.
	Lock Locker
	// Patience bounds every call of Store; the default is a minute.
	Patience time.Duration
}

// Installer installs one model and reads it.
type Installer struct {
	c Config

	mu     sync.Mutex
	unkept error         // why something is in Overflow
	visit  bool          // everything goes there
	asks   bool          // the visitor waits and can choose
	landed chan struct{} // closed at the next file of the installation under way; nil when there is none
}

// New returns an installer.
func New(c Config) *Installer {
	if c.Manifest == "" {
		c.Manifest = "manifest.json"
	}
	if c.MaxManifest <= 0 {
		c.MaxManifest = 4 << 20
	}
	if c.Patience <= 0 {
		c.Patience = time.Minute
	}
	if c.Parts != nil {
		c.Client.Parts = Parts{c.Parts}
	}
	return &Installer{c: c}
}

// Unkept tells why some of the model lives only until the page closes; it is nil
// when all of it is kept.
func (in *Installer) Unkept() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.unkept
}

func (in *Installer) setUnkept(err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.unkept = err
}

// attempts at a store call whose failure may pass.
const attempts = 2

// ask runs a call of the store, bounded by Patience, and once more if it fails
// for a reason that may pass.
func (in *Installer) ask(ctx context.Context, call func(context.Context) error) (err error) {
	for range attempts {
		err = in.once(ctx, call)
		if err == nil || ctx.Err() != nil || final(err) {
			return err
		}
	}
	return err
}

func (in *Installer) once(ctx context.Context, call func(context.Context) error) error {
	silent := fmt.Errorf("install: no answer in %v: %w", in.c.Patience, store.ErrUnavailable)
	ctx, cancel := context.WithTimeoutCause(ctx, in.c.Patience, silent)
	defer cancel()
	return call(ctx)
}
