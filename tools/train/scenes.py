"""Scenes composed of stickers, with captions that are true by construction: coloured backgrounds, pairs, counts.

They are made when a run starts, others in every run, and join the set as further pictures (--scenes COUNT).
"""
import numpy as np
import torch
import torch.nn.functional as F

COLOURS = {"red": (214, 40, 40), "orange": (245, 130, 32), "yellow": (250, 210, 50), "green": (60, 160, 70),
           "blue": (50, 100, 210), "purple": (130, 70, 180), "pink": (245, 150, 190), "brown": (120, 75, 45),
           "grey": (130, 130, 130), "black": (25, 25, 25), "turquoise": (60, 190, 190)}
CONTRAST = 60.0  # least mean distance of a background from the rim of the drawing
NUMBERS = {2: "two", 3: "three", 4: "four"}
PLACES = {2: [(0, 16), (32, 16)], 3: [(16, 0), (0, 32), (32, 32)], 4: [(0, 0), (32, 0), (0, 32), (32, 32)]}
PALE = 238  # whiter pixels that touch the frame through their like are background
SHARES = {"background": 0.4, "pair": 0.35, "count": 0.25}


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


class Scenes:
    """Draws scenes from the pictures of a set of stickers."""

    def __init__(self, data, seed):
        self.data, self.size, self.rng = data, len(data), np.random.default_rng([seed, 17])
        self.by_style = {}
        for i, row in enumerate(data.rows):
            self.by_style.setdefault(row["style"], []).append(i)

    def draw(self):
        """(picture, what it shows, row of a sticker in it); None where the wish does not fit the sticker."""
        kind = self.rng.choice(list(SHARES), p=list(SHARES.values()))
        return getattr(self, kind)(int(self.rng.integers(self.size)))

    def named(self, i):
        texts = [t for t in self.data.by_kind[i]["plain"] if t.startswith(("a ", "an ", "the "))]
        return texts[0] if texts else self.data.by_kind[i]["plain"][0]

    def background(self, i):
        name, image = self.rng.choice(list(COLOURS)), self.data.images[i]
        outside, colour = background(image), torch.tensor(COLOURS[name])
        edge = rim(image, outside)
        if edge is None or (edge - colour).abs().mean() < CONTRAST:
            return None
        # Pixels between drawing and white take the colour as far as they are white: no halo.
        soft = F.max_pool2d(outside.float()[None, None], 3, 1, 1)[0, 0][..., None]
        white = ((image.min(-1, keepdim=True).values.float() - 128) / 127).clamp(0, 1) * soft
        article = "an" if name[0] == "o" else "a"
        mixed = image.float() + white * (colour.float() - 255)
        return mixed.clamp(0, 255).to(torch.uint8), f"{self.named(i)} on {article} {name} background", i

    def pair(self, i):
        j = int(self.rng.choice(self.by_style[self.data.rows[i]["style"]]))
        if self.data.rows[i]["concept"] == self.data.rows[j]["concept"]:
            return None
        first, second = self.named(i), self.named(j)
        if self.rng.random() < 0.5:
            place = self.rng.choice(["next to", "to the left of"])
            return self.pasted([(i, (0, 16)), (j, (32, 16))]), f"{first} {place} {second}", i
        return self.pasted([(i, (16, 0)), (j, (16, 32))]), f"{first} above {second}", i

    def count(self, i):
        n = int(self.rng.integers(2, 5))
        name = self.data.by_kind[i]["plain"][0]
        several = name if name.endswith("s") else f"{name}s"
        return self.pasted([(i, at) for at in PLACES[n]]), f"{NUMBERS[n]} {several}", i

    def pasted(self, parts):
        """Half-size stickers at (x, y) on white."""
        size = self.data.images.shape[1]
        canvas, half = torch.full((size, size, 3), 255, dtype=torch.uint8), size // 2
        for i, (x, y) in parts:
            small = self.data.images[i].permute(2, 0, 1)[None].float()
            small = F.interpolate(small, (half, half), mode="bicubic", antialias=True, align_corners=False)
            x, y = x * size // 64, y * size // 64
            canvas[y : y + half, x : x + half] = small[0].permute(1, 2, 0).clamp(0, 255).round().to(torch.uint8)
        return canvas


def add(data, count, seed):
    """Appends `count` scenes to a set, in place, and returns it."""
    scenes, images = Scenes(data, seed), []
    before = len(data)
    while len(images) < count:
        made = scenes.draw()
        if made is None:
            continue
        image, text, i = made
        row = data.rows[i]
        images.append(image)
        data.by_kind.append({"styled": [f"{text}, {row['word']}"], "plain": [text]})
        data.rows.append({**row, "concept": text, "rank": -1})
    if images:
        data.images = torch.cat([data.images[:before], torch.stack(images)])
    return data
