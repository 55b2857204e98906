"""Moved, turned and tinted versions of whole batches, other ones each time: what CLIP sees in place of few fixed copies."""
import math

import torch
import torch.nn.functional as F

SHIFT, TURN, SHEAR = 0.12, 15.0, 0.12  # share of half the frame, degrees, slope
SCALE, STRETCH = (0.8, 1.12), 0.08  # of the drawing; of its width against its height
LIGHT, COLOUR = 0.12, 0.25  # shares by which brightness and saturation change
PLAIN = 0.2  # share of the pictures that stay as they are


def uniform(rng, size, low, high):
    return torch.from_numpy(rng.uniform(low, high, size)).float()


def places(rng, size):
    """Affine maps [B,2,3] from places in the new picture to places in the old one."""
    turn = uniform(rng, size, -TURN, TURN) * math.pi / 180
    zoom, stretch = uniform(rng, size, *SCALE), uniform(rng, size, 1 - STRETCH, 1 + STRETCH)
    shear, shift = uniform(rng, size, -SHEAR, SHEAR), uniform(rng, (size, 2), -SHIFT, SHIFT)
    rows = [turn.cos() / (zoom * stretch), (shear - turn.sin()) / zoom, shift[:, 0],
            turn.sin() / (zoom * stretch), turn.cos() / zoom, shift[:, 1]]
    return torch.stack(rows, 1).view(size, 2, 3)


def tinted(x, rng):
    """x [B,3,S,S] in 0…255 with other brightness and saturation; white stays white, and a hue stays what it is called."""
    light, colour = (uniform(rng, (len(x), 1, 1, 1), 1 - share, 1 + share) for share in (LIGHT, COLOUR))
    grey = x.mean(1, keepdim=True)
    return 255 - light * (255 - (grey + colour * (x - grey)))


def moved(pixels, rng):
    """uint8 [B,S,S,3] → the same, each picture changed on its own; never mirrored, since captions know left and right."""
    x = pixels.permute(0, 3, 1, 2).float()
    grid = F.affine_grid(places(rng, len(x)), list(x.shape), align_corners=False)
    white = 255 - F.grid_sample(255 - x, grid, align_corners=False)  # zeros beyond the frame are white
    out = tinted(white, rng).clamp(0, 255).round().to(torch.uint8).permute(0, 2, 3, 1)
    plain = torch.from_numpy(rng.random(len(x)) < PLAIN)
    out[plain] = pixels[plain]
    return out
