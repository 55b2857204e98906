package server

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Others are the other hosts that the site has to do with.
type Others struct {
	Mirrors   Mirrors   // of the model, that the page may fetch from
	Embedders Embedders // whose pages may hold the widget's frame
}

// Mirrors are addresses of folders on other hosts that hold the files of the
// model too, best first.
type Mirrors []string

// Add checks an address and appends it. It goes into policies and scripts as it
// is, so that only plain characters pass.
func (m *Mirrors) Add(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Host == "", u.User != nil, !strings.HasSuffix(u.Path, "/"), strings.ContainsFunc(address, odd):
		return fmt.Errorf("server: mirror %q: give the address of a folder, like https://models.example/unclip/", address)
	case u.Scheme != "https" && !(u.Scheme == "http" && here(u.Hostname())):
		return fmt.Errorf("server: mirror %q: pages behind HTTPS fetch from https addresses only; give one", address)
	}
	*m = append(*m, address)
	return nil
}

// odd tells characters that an address of a folder does without.
func odd(r rune) bool {
	plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !plain && !strings.ContainsRune("-._~/:[]", r)
}

// here tells this machine, for trying mirrors out.
func here(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// origins are what a policy names, each once.
func (m Mirrors) origins() (list []string) {
	for _, address := range m {
		u, err := url.Parse(address)
		if origin := u.Scheme + "://" + u.Host; err == nil && !slices.Contains(list, origin) {
			list = append(list, origin)
		}
	}
	return list
}
