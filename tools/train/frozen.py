"""The trained CLIP, frozen, as prior and decoder see it."""
import time

import numpy as np
import torch

from . import checkpoint, loop, scenes, stickers, tokenizer, towers, vocabulary
from .clip import Clip

COPIES, FEW = 6, 2  # augmented versions of each picture whose z_i is kept; of the pictures of a large set
MANY = 12000  # versions that take a CPU a minute or two
CHUNK = 256
PARAPHRASED = 0.15  # share of the captions that are a word of the wider vocabulary


class FrozenClip:
    """Text conditions and image embeddings of the EMA weights of a CLIP checkpoint."""

    def __init__(self, folder, device="cpu"):
        state = checkpoint.load(folder)
        if state is None:
            raise FileNotFoundError(f"clip: no checkpoint in {folder}")
        self.model = Clip()
        self.model.load_state_dict(state["ema"])
        self.model.requires_grad_(False).eval().to(device)
        self.device, self.tokens = device, tokenizer.Tokenizer()
        self.trained = {k: state[k] for k in ("step", "pictures", "seconds", "seed", "digest")}

    @torch.no_grad()
    def texts(self, texts):
        """(z_t scaled [B,D], hidden [B,L,W], mask [B,L])."""
        ids, mask = self.tokens.batch(texts)
        zt, hidden = self.model.text(ids.to(self.device))
        return towers.scaled(zt), hidden.float(), mask.to(self.device)

    @torch.no_grad()
    def images(self, rgb):
        """z_i scaled of uint8 pictures [B,S,S,3]."""
        parts = [self.model.image(towers.normalise_pixels(rgb[i : i + CHUNK].to(self.device)))
                 for i in range(0, len(rgb), CHUNK)]
        return towers.scaled(torch.cat(parts))


class Conditions:
    """Draws (picture, z_i, caption): augmented pictures with the embeddings of exactly those pixels."""

    def __init__(self, data, clip, seed, words=None):
        self.data, self.clip, self.words, self.rng = data, clip, words, np.random.default_rng(seed)
        copies = max(FEW, min(COPIES, MANY // len(data)))
        self.images = stickers.augmented(data.images, copies, seed)  # [K,N,S,S,3]
        self.zi = torch.stack([clip.images(copy) for copy in self.images])  # [K,N,D]
        self.odds = data.odds()

    def draw(self, size):
        """(picture indices, copies, captions) of one batch; a third are the unmoved pictures."""
        pick = self.rng.choice(len(self.data), size, p=self.odds)
        copy = np.where(self.rng.random(size) < 1 / 3, 0, self.rng.integers(len(self.images), size=size))
        return pick, copy, [self.caption(i) for i in pick]

    def caption(self, i):
        """A caption of picture i; with a wider vocabulary sometimes a word that none of them has."""
        if self.words and self.rng.random() < PARAPHRASED:
            if text := self.words.paraphrase(self.data.rows[i], self.rng):
                return text
        return self.data.caption(i, self.rng)[0]

    def chance(self, size, p):
        return torch.from_numpy(self.rng.random(size) < p)


def prepare(parser, argv):
    """(arguments, rank, conditions) of a stage that learns from a frozen CLIP."""
    parser.add_argument("--clip", required=True, help="folder of the CLIP checkpoint")
    parser.add_argument("--words", help="folder of words.json, whose words stand in for some names")
    args = parser.parse_args(argv)
    rank = loop.Rank(args.threads)
    torch.manual_seed(args.seed)  # the same first weights on every rank
    data = scenes.add(stickers.Stickers(args.data), args.scenes, args.seed + int(rank.agree(time.time())))
    words = vocabulary.Words(args.words, data) if args.words else None
    return args, rank, Conditions(data, FrozenClip(args.clip, rank.device), args.seed, words)
