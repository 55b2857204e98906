"""Training of the embedded unCLIP model: CLIP, prior and decoder, exported under diffusers names."""
