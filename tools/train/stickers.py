"""The packed sticker set: pictures, augmented copies and caption draws."""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

STYLELESS, KEYWORDS = 0.15, 0.12  # shares of the captions without a style and of those with keywords only
# Odds of the caption kinds.
KINDS = {"styled": (1 - STYLELESS) * (1 - KEYWORDS), "plain": STYLELESS * (1 - KEYWORDS),
         "styled-words": (1 - STYLELESS) * KEYWORDS, "words": STYLELESS * KEYWORDS}
ICONIC_WEIGHT = 3.0  # the gallery's concepts are drawn this much more often


def index(folder):
    """(rows, about) of a packed set."""
    folder = Path(folder)
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    return rows, json.loads((folder / "set.json").read_text())


class Stickers:
    """Pictures uint8 [N,64,64,3] and their index rows."""

    def __init__(self, folder, keep=lambda row: row["split"] == "train"):
        rows, self.about = index(folder)
        chosen = [i for i, row in enumerate(rows) if keep(row)]
        self.rows = [rows[i] for i in chosen]
        self.images = torch.from_numpy(np.load(Path(folder) / "images.npy")[chosen])
        self.by_kind = [split_kinds(row["captions"]) for row in self.rows]

    def __len__(self):
        return len(self.rows)

    def keep(self, chosen):
        """Only the chosen pictures."""
        chosen = list(chosen)
        self.rows, self.by_kind = [self.rows[i] for i in chosen], [self.by_kind[i] for i in chosen]
        self.images = self.images[chosen]

    def caption(self, i, rng, kinds=KINDS):
        """One caption of picture i and whether it names the style."""
        kind = rng.choice(list(kinds), p=list(kinds.values()))
        texts = self.by_kind[i].get(kind) or self.by_kind[i]["styled" if kind.startswith("styled") else "plain"]
        # The CLDR label's own captions come first and carry half of the draws.
        n = 1 if "words" not in kind and rng.random() < 0.2 else len(texts)
        return texts[rng.integers(n)], kind.startswith("styled")

    def chosen(self):
        """Which pictures [N] are of the nano set's concepts and styles."""
        styles = set(self.about["nano_styles"])
        return np.array([row["rank"] >= 0 and row["style"] in styles for row in self.rows])

    def odds(self):
        """Draw odds of each picture: half of the draws from the chosen ones where there are others, iconic concepts
        more often. The others are too many for a short training to learn, and show what embeddings mean elsewhere."""
        few, chosen = self.about["iconic"], self.chosen()
        w = weights(self.rows) * [ICONIC_WEIGHT if 0 <= row["rank"] < few else 1.0 for row in self.rows]
        if not chosen.any() or chosen.all():
            return shares(w)
        rest = other_share(chosen)
        return (1 - rest) * shares(w * chosen) + rest * shares(w * ~chosen)


def weights(rows):
    """How often the set wants each picture drawn, next to 1: flags, skin tones and portraits less often."""
    return np.array([row.get("weight", 1.0) for row in rows])


def other_share(chosen):
    """How many of the draws go to others than the chosen pictures: half, fewer where the others are few."""
    return min(0.5, (~chosen).mean()) if chosen.any() else 1.0


def shares(weights):
    """Draw odds in proportion to weights."""
    return weights / weights.sum()


def split_kinds(captions):
    kinds = {}
    for caption in captions:
        kinds.setdefault(caption["kind"], []).append(caption["text"])
    return kinds


def augmented(images, copies, seed, shift=2, scale=(0.94, 1.04)):
    """`copies` versions of all pictures, uint8 [K,N,64,64,3]; the first is the picture itself."""
    rng = np.random.default_rng(seed)
    versions = [images]
    for _ in range(copies - 1):
        moved = torch.empty_like(images)
        for i, image in enumerate(images):
            size = round(images.shape[1] * rng.uniform(*scale))
            moved[i] = move(image, size, rng.integers(-shift, shift + 1, 2))
        versions.append(moved)
    return torch.stack(versions)


def move(image, size, offset):
    """Resizes a picture [S,S,3] to `size` and puts it at an offset from the middle of a white frame."""
    full = image.shape[0]
    x = image.permute(2, 0, 1)[None].float()
    if size != full:
        x = F.interpolate(x, (size, size), mode="bicubic", antialias=True, align_corners=False).clamp(0, 255)
    room = abs(full - size) + int(np.abs(offset).max()) + 1
    x = F.pad(x, (room,) * 4, value=255.0)
    top, left = ((size - full) // 2 + room - int(o) for o in offset)
    x = x[0, :, top : top + full, left : left + full]
    return x.permute(1, 2, 0).round().to(torch.uint8)
