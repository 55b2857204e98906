"""The cosine noise schedule and the loss weights (spec 4.1 and 4.7)."""
import math

import torch

STEPS = 1000
GAMMA = 5.0


def alpha_bar():
    """Cosine ᾱ_t for t = 0…999, in f64: the last values are far below f32's comfort."""
    f = [math.cos((i / STEPS + 0.008) / 1.008 * math.pi / 2) ** 2 for i in range(STEPS + 1)]
    beta = torch.tensor([min(1 - f[i + 1] / f[i], 0.999) for i in range(STEPS)], dtype=torch.float64)
    return torch.cumprod(1 - beta, 0)


class Noise:
    """q(x_t | x_0) with α = √ᾱ and σ = √(1−ᾱ)."""

    def __init__(self, device="cpu"):
        bar = alpha_bar()
        self.alpha, self.sigma = bar.sqrt().float().to(device), (1 - bar).sqrt().float().to(device)
        snr = bar / (1 - bar)
        # Min-SNR only where little noise is left. Its other half (weight SNR/(SNR+1)) would all but ignore the noisy
        # steps, where v ≈ −x_0 and the net learns from z_i what to draw: short trainings then know colours, not shapes.
        self.v_weight = (GAMMA / (snr + 1)).clamp(max=1).float().to(device)

    def at(self, t, like):
        """(α_t, σ_t) shaped to multiply `like`."""
        shape = (-1,) + (1,) * (like.dim() - 1)
        return self.alpha[t].view(shape), self.sigma[t].view(shape)

    def mix(self, x0, eps, t):
        """x_t and v of the pair (x_0, ε)."""
        a, s = self.at(t, x0)
        return a * x0 + s * eps, a * eps - s * x0

    def x0_from_v(self, x_t, v, t):
        a, s = self.at(t, x_t)
        return a * x_t - s * v
