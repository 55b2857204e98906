package unclip

// Ahead is what ends a picture: the decoder's steps, and then the upsamplers'.
type Ahead struct {
	Decoder, Upsampler int
	Ratio              float64 // about how many of the decoder's steps one of an upsampler takes as long as
}

// Ahead foretells the end of a picture that is asked for.
func (p *Pipeline) Ahead(r Request) Ahead {
	rows := condition{image: r.ImageGuidance, text: r.Guidance}.rows()
	decoder := p.config.Decoder.Work(p.config.Decoder.Size) * float64(rows)
	return Ahead{Decoder: r.Steps, Upsampler: p.UpsamplerSteps(r, p.config.Decoder.Size), Ratio: p.config.Upsample.Work(p.tile()) / decoder}
}
