package unclip

import (
	"fmt"

	"unclip/models/embed"
)

// Between is the latent at θ of the way from a to b, on the sphere (paper
// section 3.2). Where both have an x_T that moves too, so that the ends are the
// pictures themselves; else all of the way shares the seed's noise.
func Between(a, b Latent, theta float64) (Latent, error) {
	zi, err := embed.SlerpScaled(a.Zi, b.Zi, theta)
	if err != nil {
		return Latent{}, fmt.Errorf("unclip: blend: %w", err)
	}
	if a.XT == nil || b.XT == nil {
		return Latent{Zi: zi}, nil
	}
	xT, err := embed.Slerp(a.XT, b.XT, theta)
	if err != nil {
		return Latent{}, fmt.Errorf("unclip: blend: %w", err)
	}
	return Latent{zi, xT}, nil
}
