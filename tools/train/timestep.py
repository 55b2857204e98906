"""The sinusoidal timestep embedding shared by prior and decoder."""
import math

import torch
from torch import nn


def sinusoid(t, dim):
    """[cos | sin] of t · exp(−ln 10⁴ · i / (dim/2)); t [B] → [B,dim]."""
    half = dim // 2
    freq = torch.exp(-math.log(10_000.0) * torch.arange(half, device=t.device, dtype=torch.float32) / half)
    angle = t.float()[:, None] * freq
    return torch.cat([angle.cos(), angle.sin()], -1)


class TimeEmbedding(nn.Module):
    """Linear, SiLU, Linear on the sinusoid."""

    def __init__(self, dim, width):
        super().__init__()
        self.dim = dim
        self.linear_1, self.linear_2 = nn.Linear(dim, width), nn.Linear(width, width)

    def forward(self, t):
        return self.linear_2(nn.functional.silu(self.linear_1(sinusoid(t, self.dim))))
