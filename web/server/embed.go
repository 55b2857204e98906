package server

import (
	"fmt"
	"net/url"
	"strings"
)

// Embedders are the origins whose pages may hold the widget's frame, besides the
// site's own; none means all.
type Embedders []string

// Add checks an origin and appends it. It goes into policies as it is.
func (e *Embedders) Add(origin string) error {
	u, err := url.Parse(origin)
	switch {
	case err != nil, u.Host == "", u.User != nil, u.Path != "", strings.ContainsFunc(origin, odd):
		return fmt.Errorf("server: origin %q: give scheme and host of a site, like https://shop.example", origin)
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("server: origin %q: pages lie behind https or http; give one of them", origin)
	}
	*e = append(*e, origin)
	return nil
}

// ancestors are the sources of frame-ancestors.
func (e Embedders) ancestors() string {
	if len(e) == 0 {
		return "*"
	}
	return "'self' " + strings.Join(e, " ")
}
