"""What scenes do to a sticker on white, uint8 [S,S,3]: find its outline, colour it, turn it, shrink it."""
import numpy as np
import torch
import torch.nn.functional as F

COLOURS = {"red": (214, 40, 40), "orange": (245, 130, 32), "yellow": (250, 210, 50), "green": (60, 160, 70),
           "blue": (50, 100, 210), "purple": (130, 70, 180), "pink": (245, 150, 190), "brown": (120, 75, 45),
           "grey": (130, 130, 130), "black": (25, 25, 25), "turquoise": (60, 190, 190)}
PALE = 238  # whiter pixels that touch the frame through their like are background
BLOCKS = 16  # a side of pixel art
DARKEST, BRIGHTEST = 0.55, 1.2  # shades of a recoloured sticker, in units of its colour


def background(image):
    """[S,S] mask of the white around a drawing, not of white inside it: a flood from the frame."""
    pale = (image.min(-1).values >= PALE).float()[None, None]
    reached = torch.zeros_like(pale)
    reached[..., 0, :], reached[..., -1, :], reached[..., 0], reached[..., -1] = 1, 1, 1, 1
    reached = reached * pale
    while True:
        spread = F.max_pool2d(reached, 3, 1, 1) * pale
        if torch.equal(spread, reached):
            return reached[0, 0] > 0
        reached = spread


def rim(image, outside):
    """Mean colour of the drawing's outermost pixels, or None where nothing is drawn."""
    grown = F.max_pool2d(outside.float()[None, None], 5, 1, 2)[0, 0] > 0
    edge = grown & ~outside
    return image[edge].float().mean(0) if edge.any() else None


def whiteness(image, outside):
    """How much of each pixel is background [S,S,1]: those between drawing and white are so in part, and leave no halo."""
    soft = F.max_pool2d(outside.float()[None, None], 3, 1, 1)[0, 0][..., None]
    return ((image.min(-1, keepdim=True).values.float() - 128) / 127).clamp(0, 1) * soft


def behind(image, outside, field):
    """The drawing before a field of colours [S,S,3] or [3]."""
    return bytes_of(image.float() + whiteness(image, outside) * (field.float() - 255))


def silhouette(image, outside, colour):
    """The drawing's outline, filled."""
    white = torch.where(outside[..., None], torch.ones(()), whiteness(image, outside))
    return bytes_of(colour.float() + white * (255 - colour.float()))


def recoloured(image, outside, colour):
    """The drawing in shades of one colour, its lights and shadows kept."""
    luma = image.float() @ torch.tensor([0.299, 0.587, 0.114])
    low, high = torch.quantile(luma[~outside], torch.tensor([0.05, 0.95]))
    shade = DARKEST + (BRIGHTEST - DARKEST) * ((luma - low) / (high - low).clamp(min=1)).clamp(0, 1)[..., None]
    bright = colour.float() * shade.clamp(max=1) + (255 - colour.float()) * (shade - 1).clamp(min=0)
    return bytes_of(bright + whiteness(image, outside) * (255 - bright)) | (outside[..., None] * 255).to(torch.uint8)


def grey(colour):
    """The grey of a colour [3]."""
    return colour.mean().expand(3)


def nearest(colour):
    """The name of the colour that a mean [3] looks like: by its hue, which light and shadow leave alone."""
    def direction(c):
        c = c - grey(c)
        return c / c.norm().clamp(min=1e-6)

    return max((n for n in COLOURS if n not in ("grey", "black")), key=lambda n: direction(colour) @ direction(torch.tensor(COLOURS[n]).float()))


def pixelated(image):
    """Pixel art: BLOCKS×BLOCKS even squares."""
    x = F.adaptive_avg_pool2d(image.permute(2, 0, 1)[None].float(), BLOCKS)
    return bytes_of(F.interpolate(x, image.shape[:2], mode="nearest")[0].permute(1, 2, 0))


def scaled(image, share):
    """The picture at `share` of its size."""
    size = max(1, round(image.shape[0] * share))
    x = F.interpolate(image.permute(2, 0, 1)[None].float(), (size, size), mode="bicubic", antialias=True, align_corners=False)
    return bytes_of(x[0].permute(1, 2, 0))


def pasted(size, parts):
    """Small pictures at (x, y) on white."""
    canvas = torch.full((size, size, 3), 255, dtype=torch.uint8)
    for small, (x, y) in parts:
        side = small.shape[0]
        canvas[y : y + side, x : x + side] = small
    return canvas


def turned(image, degrees):
    """The picture turned to the left about its middle, shrunk so that its corners stay in the frame."""
    angle = np.deg2rad(degrees)
    reach = abs(np.cos(angle)) + abs(np.sin(angle))
    turn = torch.tensor([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0]]) * reach
    grid = F.affine_grid(turn[None].float(), (1, 3, *image.shape[:2]), align_corners=False)
    x = F.grid_sample(image.permute(2, 0, 1)[None].float() - 255, grid, mode="bilinear", align_corners=False)
    return bytes_of(x[0].permute(1, 2, 0) + 255)


def close(image, outside, share):
    """The middle of the drawing, `share` of its longer side, enlarged to the frame."""
    rows, columns = (~outside).any(1).nonzero()[:, 0], (~outside).any(0).nonzero()[:, 0]
    side = int(share * max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1
    y, x = (int((v[0] + v[-1] + 1 - side) // 2) for v in (rows, columns))
    y, x = (min(max(v, 0), image.shape[0] - side) for v in (y, x))
    return scaled(image[y : y + side, x : x + side], image.shape[0] / side)


def pattern(name, size, colour):
    """A field [S,S,3] of white and one colour."""
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    step = size // 8
    dot = ((x % (2 * step) - step + 0.5) ** 2 + (y % (2 * step) - step + 0.5) ** 2).sqrt() < 0.6 * step
    mask = {"striped": (x // step) % 2 == 0, "polka dot": dot, "checkered": (x // step + y // step) % 2 == 0}[name]
    return torch.where(mask[..., None], colour, torch.tensor(255))


def bytes_of(image):
    return image.clamp(0, 255).round().to(torch.uint8)
