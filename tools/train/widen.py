"""Widens the text tower's vocabulary: python -m tools.train.widen --data COREDIR --words DIR --init CLIP --out DIR

The image tower is frozen, so image embeddings and all that was trained on them stay valid; what captions look like
to priors and decoder is held near where it was. Three kinds of text:
captions, captions with WordNet's words in place of the name, and common words alone, which a sentence encoder ties
to the concepts nearest in meaning.
"""
import copy
import functools

import numpy as np
import torch
import torch.nn.functional as F

from . import checkpoint, clip, loop, stickers, tokenizer, towers, vocabulary

CPU, CUDA = (48, 1e-3), (256, 1e-3)  # (batch, learning rate) of each rank
WORDS = 10  # common words for each caption: they are many, short and new
NEW_NAME = 0.35  # share of the captions that get a word of WordNet
POOL = 100  # pictures and texts of one retrieval test
SCALE = 30.0  # temperature of the classification over concepts
ANCHOR = 2.0  # weight of what holds captions near where they were


class Embedded:
    """All pictures of the set as the frozen image tower sees them."""

    @torch.no_grad()
    def __init__(self, model, data, device):
        parts = [model.image(towers.normalise_pixels(data.images[i : i + 256].to(device))) for i in range(0, len(data), 256)]
        self.zi = F.normalize(torch.cat(parts).float(), dim=-1)  # [N,D]

    def means(self, concept, count):
        """Mean embedding of each concept [C,D]; zero where no picture trains."""
        sums = torch.zeros(count, self.zi.shape[1], device=self.zi.device)
        known = torch.from_numpy(concept != vocabulary.NO_CONCEPT).to(self.zi.device)
        return F.normalize(sums.index_add(0, torch.from_numpy(concept).to(self.zi.device)[known], self.zi[known]), dim=-1)


def draw_captions(data, words, batches, size):
    """(picks, texts, names style, wider word, the captions among the texts) of one batch."""
    rng = batches.rng
    pick = rng.choice(len(data), size, p=batches.odds)
    texts, styled, wider, own = [], [], [], []
    for i in pick:
        text, with_style = data.caption(i, rng)
        name, wide = words.rename(data.rows[i], rng) if rng.random() < NEW_NAME else (None, False)
        if name:
            text, with_style = vocabulary.said(name, data.rows[i], rng)
        else:
            own.append(text)
        texts.append(text)
        styled.append(with_style)
        wider.append(wide)
    return pick, texts, np.array(styled), np.array(wider), own


def matches_of(batches, pick, styled, wider, texts):
    """[B,B]: caption j is true of picture i; a wider word also of other pictures with the same word."""
    concept, style = batches.concept[pick], batches.style[pick]
    same = concept[:, None] == concept[None]
    name = np.array([clip.hash_of(t) for t in texts])
    same |= wider[None] & (name[:, None] == name[None])
    return torch.from_numpy((same & ((style[:, None] == style[None]) | ~styled[None])).astype(np.float32))


class Batches:
    """What a step needs to know of every picture."""

    def __init__(self, data, seed):
        self.rng, self.odds = np.random.default_rng(seed), stickers.shares(stickers.weights(data.rows))
        self.concept = np.array([clip.hash_of(row["concept"]) for row in data.rows])
        self.style = np.array([clip.hash_of(row["style"]) for row in data.rows])


def tower_before(folder, trainer):
    """The text tower that widening began with, whether this run continues one or not."""
    tower = copy.deepcopy(trainer.ema.text)
    if folder:
        state = checkpoint.load(folder, trainer.rank.device)["ema"]
        tower.load_state_dict({k.removeprefix("text."): v for k, v in state.items() if k.startswith("text.")})
    return tower


def drift(model, before, tokens, texts, device):
    """How far z_t and hidden states of captions are from those of the tower `before`, relative to their size."""
    if not texts:
        return 0.0
    ids, mask = (x.to(device) for x in tokens.batch(texts))
    with torch.no_grad():
        wanted = [x.float() for x in before(ids)]
    got = [x.float() for x in model.text(ids)]
    return sum((g - w)[on].square().mean() / w[on].square().mean() for g, w, on in zip(got, wanted, (slice(None), mask)))


def loss_of(model, before, data, words, embedded, means, batches, tokens, size, rank):
    pick, texts, styled, wider, own = draw_captions(data, words, batches, size)
    some = batches.rng.choice(len(words.words), WORDS * size, p=words.odds)
    with rank.autocast():
        zt, zw = (embed(model, tokens, t, rank.device) for t in (texts, [words.words[i] for i in some]))
        moved = drift(model, before, tokens, own[: size // 4], rank.device)
    matches = matches_of(batches, pick, styled, wider, texts).to(rank.device)
    pairs = clip.info_nce(embedded.zi[pick], zt, model.logit_scale.detach().exp().clamp(max=clip.HOTTEST), matches)
    logits = (SCALE * zw @ means.T).log_softmax(-1)  # [B,C]
    near, weight = words.near[some].to(rank.device), words.weight[some].to(rank.device)
    return pairs - (weight * logits.gather(1, near)).sum(-1).mean() + ANCHOR * moved


def embed(model, tokens, texts, device):
    """Unit z_t [B,D] of the texts."""
    ids, _ = tokens.batch(texts)
    return F.normalize(model.text(ids.to(device))[0].float(), dim=-1)


def recall(zi, zt):
    """Share of the pictures whose own text is the nearest."""
    return ((zi @ zt.T).argmax(1) == torch.arange(len(zi), device=zi.device)).float().mean().item()


@torch.no_grad()
def retrieval(model, tokens, zi, texts, concepts, device, draws=40):
    """Mean image→text R@1 among POOL pictures of different concepts (fewer where there are fewer)."""
    rng, zt, results = np.random.default_rng(5), embed(model, tokens, texts, device), []
    for _ in range(draws):
        order, seen, chosen = rng.permutation(len(texts)), set(), []
        for i in order:
            if concepts[i] not in seen and len(chosen) < POOL:
                seen.add(concepts[i])
                chosen.append(int(i))
        results.append(recall(zi[chosen], zt[chosen]))
    return sum(results) / len(results), len(chosen)


def held_synonyms(data, words, embedded, kind):
    """(embeddings, texts, concepts) of one picture for every held-out synonym."""
    first = {}
    for i, row in enumerate(data.rows):
        first.setdefault(row["concept"], i)
    rows = [(first[name], w, name) for name, found in words.state[kind].items() if name in first for w in found]
    return embedded.zi[[i for i, _, _ in rows]], [w for _, w, _ in rows], [name for _, _, name in rows]


def report(model, tokens, data, held, words, embedded, pairs, means, device):
    """Prints the retrieval figures: held-out concept × style pairs, then held-out synonyms."""
    texts = [kinds["styled"][0] for kinds in held.by_kind]
    value, pool = retrieval(model, tokens, pairs.zi, texts, [row["concept"] for row in held.rows], device)
    print(f"image→text R@1 among {pool}, held-out pairs: {value:.3f}", flush=True)
    for kind in ("unlinked", "unread"):
        value, pool = retrieval(model, tokens, *held_synonyms(data, words, embedded, kind), device)
        print(f"image→text R@1 among {pool}, {kind} synonyms: {value:.3f}", flush=True)
    print(f"common words at the concept that the teacher names first: {learnt(model, tokens, words, means, device):.3f}", flush=True)


@torch.no_grad()
def learnt(model, tokens, words, means, device, every=12):
    """Share of the common words whose nearest concept is the teacher's first."""
    some = range(0, len(words.words), every)
    found = (embed(model, tokens, [words.words[i] for i in some], device) @ means.T).argmax(1).cpu()
    return (found == words.near[list(some), 0]).float().mean().item()


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=8)
    parser.add_argument("--words", required=True, help="folder of words.json")
    parser.add_argument("--measure", action="store_true", help="only print the figures of --init")
    args = parser.parse_args(argv)
    rank = loop.Rank(args.threads)
    torch.manual_seed(args.seed)
    data = stickers.Stickers(args.data)
    held = stickers.Stickers(args.data, lambda row: row["split"] == "val_pair")
    model, tokens, words = clip.Clip().to(rank.device), tokenizer.Tokenizer(), vocabulary.Words(args.words, data)
    model.image.requires_grad_(False)
    model.logit_scale.requires_grad_(False)
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, model, args.lr or lr, decay=0.995, weight_decay=0.1, extra={"digest": data.about["digest"]})
    embedded, pairs = (Embedded(trainer.ema, d, rank.device) for d in (data, held))  # the image tower stays as it is
    means = embedded.means(words.concept, len(words.label))
    figures = functools.partial(report, trainer.ema, tokens, data, held, words, embedded, pairs, means, rank.device)
    if rank.index == 0 and (args.measure or trainer.step == 0):
        figures()
    if args.measure:
        return
    batches = Batches(data, args.seed)
    before = tower_before(args.init, trainer)
    trainer.reseed(batches)
    trainer.begin()
    while trainer.running():
        loss = loss_of(trainer.model, before, data, words, embedded, means, batches, tokens, size, rank)
        trainer.update(loss, size, average=True)
        trainer.tell()
        if trainer.due(120):
            trainer.save()
    trainer.save()
    figures()


if __name__ == "__main__":
    main()
