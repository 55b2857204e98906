"""Learned variances (Nichol & Dhariwal 2021, §3.1): the decoder's second three channels choose between β_t and the
posterior's variance. The hybrid loss adds one term of the variational bound, which trains the variance alone."""
import math

import torch

from . import schedule

BINS = 255  # a picture's 8-bit steps over [−1, 1]
TINY = 1e-12


class Bound:
    """One term of L_vlb in bits per value. Its weight is 1: λ = 0.001 times the 1,000 terms that one stands for."""

    def __init__(self, device="cpu"):
        bar = schedule.alpha_bar()
        before = torch.cat([torch.ones(1, dtype=bar.dtype), bar[:-1]])
        beta = 1 - bar / before
        posterior = beta * (1 - before) / (1 - bar)
        posterior[0] = posterior[1]  # that of the last step is 0
        self.x0, self.x_t = beta * before.sqrt() / (1 - bar), (1 - before) * (bar / before).sqrt() / (1 - bar)
        self.log_posterior, self.log_beta = posterior.log(), beta.log()
        for name, table in list(vars(self).items()):
            setattr(self, name, table.float().to(device))

    def log_variance(self, fraction, t):
        """Eq. 15; fraction [B,C,S,S] −1 is the posterior's variance, 1 is β_t."""
        share = (fraction + 1) / 2
        return share * at(self.log_beta, t) + (1 - share) * at(self.log_posterior, t)

    def loss(self, x0, x_t, guess, fraction, t):
        """Mean over the batch; `guess` is x_0 as the network has it and gets no gradient."""
        guess, log_p, log_q = guess.detach().clamp(-1, 1), self.log_variance(fraction, t), at(self.log_posterior, t)
        wanted, mean = (at(self.x0, t) * x + at(self.x_t, t) * x_t for x in (x0, guess))
        divergence = 0.5 * (log_p - log_q - 1 + (log_q - log_p).exp() + (wanted - mean).square() * (-log_p).exp())
        first = (t == 0).view(-1, 1, 1, 1)
        return torch.where(first, -log_likelihood(x0, mean, log_p), divergence).mean() / math.log(2)


def log_likelihood(x, mean, log_variance):
    """Of 8-bit values x in [−1, 1]: the Gaussian's mass between the neighbours, all of the tail at either end."""
    scale = (-0.5 * log_variance).exp()
    above, below = (torch.special.ndtr(scale * (x - mean + side / BINS)) for side in (1, -1))
    mass = torch.where(x < -0.999, above, torch.where(x > 0.999, 1 - below, above - below))
    return mass.clamp_min(TINY).log()


def at(table, t):
    return table[t].view(-1, 1, 1, 1)


def widen(state, name="decoder.conv_out"):
    """A checkpoint's weights with as many channels again, all 0: the variance half way between its bounds."""
    for part in (f"{name}.weight", f"{name}.bias"):
        state[part] = torch.cat([state[part], torch.zeros_like(state[part])])
    return state
