"""Quarter crops for the upsamplers: large pictures, what is left of them when small, and the corruptions between."""
import io
import math

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

FACTOR = 4
CROP = 64  # pixels of a training crop: a quarter of 256
MARGIN = 2  # small pixels that the bicubic kernel reaches beyond a crop
BLUR_SIGMA, BLUR_SHARE = 0.6, 0.5
BLOCK = 16  # JPEG's pixels of one block of colour
BLANK_KEPT = 0.15  # share of the crops without any drawing that is kept: flats must stay flat


def shrink(x, size):
    """Antialiased bicubic reduction of [B,3,H,W] in [0,255] to size×size."""
    return F.interpolate(x, (size, size), mode="bicubic", antialias=True, align_corners=False).clamp(0, 255)


def enlarge(low):
    """Antialiased bicubic ×4, as the engine enlarges the small picture; [B,3,S,S] in [−1,1]."""
    size = tuple(FACTOR * n for n in low.shape[2:])
    return F.interpolate(low, size, mode="bicubic", antialias=True, align_corners=False)


def blur(x):
    """Gaussian blur with a 3×3 kernel (spec 5.4), edges repeated."""
    side = math.exp(-0.5 / BLUR_SIGMA**2)
    row = torch.tensor([side, 1.0, side], device=x.device) / (1 + 2 * side)
    kernel = torch.outer(row, row).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, (1,) * 4, mode="replicate"), kernel, groups=x.shape[1])


def light_bsr(x, rng):
    """A light blind-super-resolution degradation of small pictures [B,3,S,S] in [0,255]: blur, resampling by a random
    factor and back, noise of one or two levels, JPEG at 80–95 (spec 9.5)."""
    if rng.random() < 0.5:
        x = blur(x)
    if rng.random() < 0.5:
        size = x.shape[-1]
        middle = max(8, round(size / rng.uniform(1, 1.6)))
        x = F.interpolate(shrink(x, middle), (size, size), mode="bicubic", align_corners=False).clamp(0, 255)
    x = (x + torch.randn_like(x) * rng.uniform(0, 2)).clamp(0, 255)
    return jpeg(x, int(rng.integers(80, 96))) if rng.random() < 0.9 else x


def jpeg(x, quality):
    """The pictures after a JPEG round trip, laid side by side so that one file does for all."""
    b, _, h, w = x.shape
    whole = F.pad(x, (0, -w % BLOCK, 0, -h % BLOCK), mode="replicate")  # no block holds pieces of two pictures
    flat = whole.round().to(torch.uint8).permute(0, 2, 3, 1).flatten(0, 1).cpu().numpy()
    file = io.BytesIO()
    Image.fromarray(flat).save(file, "JPEG", quality=quality)
    back = torch.from_numpy(np.array(Image.open(file))).to(x.device)
    return back.view(b, *whole.shape[2:], 3)[:, :h, :w].permute(0, 3, 1, 2).float()


class Crops:
    """Draws (crop, enlarged small crop), both [B,3,CROP,CROP] in [−1,1], from the chosen pictures of
    uint8 [N,S,S,3], which may stay on disk; `odds` are those of each chosen picture, even ones by default."""

    def __init__(self, images, chosen, seed, bsr=False, odds=None):
        self.images, self.chosen, self.rng, self.bsr = images, chosen, np.random.default_rng(seed), bsr
        self.odds = odds
        self.small = images.shape[1] // FACTOR
        groups = [chosen[i : i + 64] for i in range(0, len(chosen), 64)]
        self.lows = torch.cat([self.low(images[g]) for g in groups])  # uint8 [len(chosen),3,s,s]

    def low(self, pictures):
        large = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float()
        return shrink(large, self.small).round().to(torch.uint8)

    def draw(self, size):
        crops, lows = zip(*(self.one() for _ in range(size)))
        crops, lows = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float(), torch.stack(lows).float()
        crops, lows = self.turned(crops, lows)
        if self.bsr:
            lows = light_bsr(lows, self.rng)
        else:
            soft = torch.from_numpy(self.rng.random(size) < BLUR_SHARE)
            lows = torch.where(soft[:, None, None, None], blur(lows), lows)
        lows = enlarge(lows.round() / 127.5 - 1)
        edge = FACTOR * MARGIN
        return crops / 127.5 - 1, lows[:, :, edge:-edge, edge:-edge]

    def one(self):
        """One crop [CROP,CROP,3] and its small counterpart with margins [3,c+2M,c+2M]."""
        while True:
            i, side = int(self.rng.choice(len(self.chosen), p=self.odds)), CROP // FACTOR
            y, x = self.rng.integers(0, self.small - side + 1, 2)
            low = around(self.lows[i], int(y), int(x), side)
            if low.min() != low.max() or self.rng.random() < BLANK_KEPT:
                return self.images[self.chosen[i], FACTOR * y : FACTOR * y + CROP, FACTOR * x : FACTOR * x + CROP], low

    def turned(self, crops, lows):
        """Flips, a transposition and a permutation of the colours: what is true of edges stays true."""
        colours = torch.from_numpy(self.rng.permutation(3))
        flips = [d for d in (2, 3) if self.rng.random() < 0.5]
        pair = [v[:, colours].flip(flips) for v in (crops, lows)]
        return [v.transpose(2, 3) for v in pair] if self.rng.random() < 0.5 else pair


def around(low, y, x, side):
    """low[:, y−M : y+side+M, …] with repeated edges."""
    rows = torch.arange(y - MARGIN, y + side + MARGIN).clamp(0, low.shape[1] - 1)
    columns = torch.arange(x - MARGIN, x + side + MARGIN).clamp(0, low.shape[2] - 1)
    return low[:, rows][:, :, columns]
