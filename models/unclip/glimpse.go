package unclip

import "context"

// glimpseSteps is how many decoder steps a picture of the codes so far takes: it
// shows what they mean, not how it will look.
const glimpseSteps = 4

// glimpseDue says that codes so far are worth a picture: an eighth of all, a
// quarter, a half. The components fall off so fast that less would show nothing
// and more would show the same.
func glimpseDue(drawn, all int) bool {
	for _, share := range []int{8, 4, 2} {
		if drawn == (all+share-1)/share && drawn < all {
			return true
		}
	}
	return false
}

// glimpse decodes the embedding of the codes so far, in few steps, from the
// noise of the whole picture.
func (p *Pipeline) glimpse(ctx context.Context, z []float32, y *Caption, r Request) ([]float32, error) {
	zi := append([]float32{}, z...)
	p.scale(zi)
	r.Sampler, r.Steps = "dpm++2m", glimpseSteps
	return p.Decode(ctx, Latent{Zi: zi}, y, r, nil)
}
