"""DPM-Solver++(2M) with guidance, for prior and decoder (spec 4.6)."""
import torch

from . import schedule, towers

LAST = 995  # above it the cosine schedule holds no information


def timesteps(steps):
    """Power-1.5 spacing from LAST down to 0."""
    return [round(LAST * (i / (steps - 1)) ** 1.5) for i in range(steps - 1, -1, -1)]


def solve(noise, x, predict_x0, steps):
    """Integrates from x at LAST to x_0; first-order first and last steps."""
    times = timesteps(steps)
    before = None  # (x_0 guess, λ) of the previous step
    for i, t in enumerate(times):
        a, s = noise.alpha[t], noise.sigma[t]
        lam, m = (a / s).log(), predict_x0(x, t)
        if i + 1 == len(times):
            return m
        a_next, s_next = noise.alpha[times[i + 1]], noise.sigma[times[i + 1]]
        h = (a_next / s_next).log() - lam
        d = m
        if before is not None and i + 2 < len(times):
            d = m + (m - before[0]) * h / (2 * (lam - before[1]))
        x = (s_next / s) * x - a_next * torch.expm1(-h) * d
        before = (m, lam)
    return x


def doubled(clip, texts):
    """Conditions of the captions followed by as many empty ones."""
    return clip.texts(list(texts) + [""] * len(texts))


def start(shape, seed, device):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(device)


@torch.no_grad()
def imagine(prior, noise, clip, texts, seed, guidance=2.0, steps=16):
    """Captions → z_i."""
    zt, hidden, mask = doubled(clip, texts)
    n = len(texts)

    def predict_x0(x, t):
        m = prior(torch.cat([x, x]), torch.full((2 * n,), t, device=x.device), zt, hidden, mask).float()
        return (m[n:] + guidance * (m[:n] - m[n:])).clamp(-10, 10)

    x = solve(noise, start((n, prior.clip_mean.shape[1]), seed, zt.device), predict_x0, steps)
    return towers.scaled(prior.unwhiten(x))


@torch.no_grad()
def decode(unclip, noise, clip, zi, texts, seed, guidance=2.0, steps=16, size=64):
    """(z_i, captions) → uint8 pictures [B,S,S,3]."""
    n = len(zi)
    zt, hidden, mask = doubled(clip, texts)
    dropped = torch.arange(2 * n, device=zi.device) >= n  # second half: null z_i, empty caption

    def predict_x0(x, t):
        t2 = torch.full((2 * n,), t, device=x.device)
        v = unclip(torch.cat([x, x]), t2, torch.cat([zi, zi]), dropped, zt, hidden, mask).float()[:, :3]  # a variance may follow
        m = noise.x0_from_v(torch.cat([x, x]), v, t2)
        return (m[n:] + guidance * (m[:n] - m[n:])).clamp(-1, 1)

    x = solve(noise, start((n, 3, size, size), seed, zi.device), predict_x0, steps)
    return ((x.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1)
