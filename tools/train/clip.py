"""Trains the CLIP that the whole stack is built on: python -m tools.train.clip --data DIR --out DIR --minutes 12 [--judge]

With --judge it trains the second CLIP, which only evaluates.
"""
import hashlib
import itertools
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import augment, config, loop, scenes, stickers, tokenizer, towers

CPU, CUDA = (128, 1e-3), (1024, 1e-3)  # (batch, learning rate) of each rank
HOTTEST = 100.0  # cap of exp(logit_scale)
FAMILY = 4  # pictures of one concept that come together
KIN = 0.5  # share of the judge's batches that are families


class Clip(nn.Module):
    """Both towers and the learned temperature."""

    def __init__(self, text=config.TEXT, image=config.IMAGE):
        super().__init__()
        self.text, self.image = towers.TextEncoder(text), towers.ImageEncoder(image)
        self.logit_scale = nn.Parameter(torch.tensor(2.6592))  # ln(1/0.07)

    def forward(self, ids, pixels):
        zt, zi = F.normalize(self.text(ids)[0].float(), dim=-1), F.normalize(self.image(pixels).float(), dim=-1)
        return zi, zt, self.logit_scale.exp().clamp(max=HOTTEST)


def info_nce(zi, zt, scale, matches):
    """Symmetric InfoNCE in which every caption that is true of a picture counts as its partner.

    matches [B,B]: caption j is true of picture i. Without it "a fox" would be pushed away from the other foxes.
    """
    logits = scale * zi @ zt.T  # [B,B]
    by_image, by_text = matches / matches.sum(1, keepdim=True), matches / matches.sum(0, keepdim=True)
    images = -(by_image * logits.log_softmax(1)).sum(1).mean()
    return 0.5 * (images - (by_text * logits.log_softmax(0)).sum(0).mean())


class Batches:
    """Half of each batch from the chosen concepts and styles, half from everything else, less where that is little.

    A share `kin` of it comes as families, pictures of one concept in several styles: among strangers the concept
    alone tells captions apart, and styles are learned late.
    """

    def __init__(self, data, seed, vocab=config.VOCAB, kin=0.0):
        chosen = data.chosen()
        self.data, self.weights, rest = data, stickers.weights(data.rows), stickers.other_share(chosen)
        pools = [(np.flatnonzero(chosen), 1 - rest), (np.flatnonzero(~chosen), rest)]
        self.pools = [(p, share, stickers.shares(self.weights[p])) for p, share in pools if len(p)]
        self.rng, self.tokens = np.random.default_rng(seed), tokenizer.Tokenizer(vocab)
        self.concept = np.array([hash_of(row["concept"]) for row in data.rows])
        self.style = np.array([hash_of(row["style"]) for row in data.rows])
        self.shared = self.in_common()
        self.kin, self.families = kin, self.related() if kin else []
        self.kin_odds = stickers.shares(np.array([self.weights[g].mean() for g in self.families]))

    def in_common(self):
        """Captions that pictures of several concepts have, most of them keywords: {hash: whose}."""
        owners = {}
        for i, kinds in enumerate(self.data.by_kind):
            for text in itertools.chain(*kinds.values()):
                owners.setdefault(text, set()).add(i)
        found = {hash_of(text): np.array(sorted(whose)) for text, whose in owners.items()}
        return {text: whose for text, whose in found.items() if len(set(self.concept[whose])) > 1}

    def related(self):
        """The pictures of each concept that has enough of them."""
        order = self.concept.argsort(kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(self.concept[order])) + 1)
        return [g for g in groups if len(g) >= FAMILY]

    def pick(self, size):
        """Which pictures a batch has."""
        families = min(round(size * self.kin) // FAMILY, len(self.families))
        sizes = [round((size - families * FAMILY) * share) for _, share, _ in self.pools]
        strangers = [self.rng.choice(p, n, replace=n > len(p), p=odds) for n, (p, _, odds) in zip(sizes, self.pools)]
        chosen = self.rng.choice(len(self.families), families, replace=False, p=self.kin_odds) if families else []
        return np.concatenate(strangers + [self.rng.choice(self.families[i], FAMILY, replace=False) for i in chosen])

    def draw(self, size):
        """(ids, pixels, drawn) of one batch; drawn [B,3] is the pictures, their captions' hashes, and whether those name a style."""
        pick = self.pick(size)
        captions = [self.data.caption(i, self.rng) for i in pick]
        ids, _ = self.tokens.batch([text for text, _ in captions])
        pixels = augment.moved(self.data.images[pick], self.rng)
        drawn = [[i, hash_of(text), styled] for i, (text, styled) in zip(pick, captions)]
        return ids, pixels, torch.tensor(drawn)

    def matches(self, drawn):
        """[B,B]: caption j is true of picture i."""
        pick, said, named = drawn.cpu().numpy().T
        concept, style = self.concept[pick], self.style[pick]
        true = (concept[:, None] == concept[None]) & ((style[:, None] == style[None]) | (named[None] == 0))
        for j, text in enumerate(said):
            if text in self.shared:
                true[:, j] |= np.isin(pick, self.shared[text])
        return torch.from_numpy(true.astype(np.float32))


def hash_of(name):
    """A number that stands for a name in comparisons of whole arrays."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")


def accuracy(model, data, tokens):
    """Top-1 retrieval of the right picture by its styled caption among all pictures of `data`."""
    ids, _ = tokens.batch([rows["styled"][0] for rows in data.by_kind])
    device = model.logit_scale.device
    with torch.no_grad():
        zi, zt, _ = model(ids.to(device), towers.normalise_pixels(data.images.to(device)))
    return ((zt @ zi.T).argmax(1) == torch.arange(len(data), device=device)).float().mean().item()


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=12)
    parser.add_argument("--judge", action="store_true", help="the evaluator's shape")
    args = parser.parse_args(argv)
    text, image = (config.JUDGE_TEXT, config.JUDGE_IMAGE) if args.judge else (config.TEXT, config.IMAGE)
    rank = loop.Rank(args.threads)
    torch.manual_seed(args.seed)
    data = scenes.add(stickers.Stickers(args.data), args.scenes, args.seed + int(rank.agree(time.time())))
    batches = Batches(data, args.seed, text["vocab_size"], KIN if args.judge else 0.0)
    styles = set(data.about["nano_styles"])
    held = stickers.Stickers(args.data, lambda r: r["split"] == "val_pair" and r["rank"] >= 0 and r["style"] in styles)
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, Clip(text, image).to(rank.device), args.lr or lr, decay=0.995, weight_decay=0.1,
                           extra={"digest": data.about["digest"]})
    trainer.reseed(batches)
    shared, draws = rank.share(trainer.model), loop.stream(batches, size, rank, trainer.seed)
    print(f"{len(data)} pictures, {sum(p.numel() for p in trainer.model.parameters())} parameters", flush=True)
    while trainer.running():
        ids, pixels, drawn = (x.to(rank.device) for x in next(draws))
        with rank.autocast():
            zi, zt, scale = shared(ids, towers.normalise_pixels(pixels))
        matches = batches.matches(rank.gather(drawn)).to(rank.device)
        trainer.update(info_nce(rank.gather(zi), rank.gather(zt), scale, matches), size)
        trainer.tell(scale=scale)
        if trainer.due(120):
            trainer.save()
            print(f"held-out pairs, top-1 of {len(held)}: {accuracy(trainer.ema, held, batches.tokens):.3f}", flush=True)
    trainer.save()
    print(f"held-out pairs, top-1 of {len(held)}: {accuracy(trainer.ema, held, batches.tokens):.3f}", flush=True)


if __name__ == "__main__":
    main()
