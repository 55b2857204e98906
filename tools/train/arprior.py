"""Trains the autoregressive prior: python -m tools.train.arprior --data DIR --clip DIR --out DIR --minutes 11"""
import torch
import torch.nn.functional as F

from . import arnet, checkpoint, config, frozen, loop

CPU, CUDA = (128, 1e-3), (1024, 1e-3)  # (batch, learning rate) of each rank
TEXT_DROP = 0.1
SOFTNESS = 4.0  # buckets: neighbours of the right one are nearly right


def soft_targets(codes, buckets):
    """Codes [B,K] → distributions [B,K,buckets] around them."""
    away = torch.arange(buckets, device=codes.device) - codes[..., None]
    return (-0.5 * (away / SOFTNESS) ** 2).softmax(-1)


def inputs(model, conditions, clip, drawn):
    """(codes, z_t, dot, hidden, mask) of a batch, a tenth of it without its caption."""
    pick, copy, texts = drawn
    drop = conditions.chance(len(pick), TEXT_DROP)
    zi = conditions.zi[copy, pick]
    zt, hidden, mask = clip.texts(["" if d else t for d, t in zip(drop, texts)])
    dot = model.dot_bucket(zi, zt)
    dot[drop.to(dot.device)] = model.dots
    return model.encode(zi), zt, dot, hidden, mask


def loss_of(model, conditions, clip, drawn, autocast):
    """Cross-entropy on the codes, the dot token given."""
    inner = model.module if hasattr(model, "module") else model
    codes, zt, dot, hidden, mask = inputs(inner, conditions, clip, drawn)
    with autocast:
        logits = model(codes[:, :-1], zt, dot, hidden, mask)
    target = soft_targets(codes, inner.buckets)
    return -(target * logits.float().log_softmax(-1)).sum(-1).mean()


@torch.no_grad()
def imagine(model, clip, texts, seed, guidance=2.0):
    """Captions → z_i, code by code, guided in the logits."""
    generator = torch.Generator().manual_seed(seed)
    n = len(texts)
    zt, hidden, mask = clip.texts(list(texts) + [""] * n)
    dot = torch.cat([model.top_half(n, generator), torch.full((n,), model.dots)]).to(zt.device)
    codes = torch.zeros(2 * n, 0, dtype=torch.long, device=zt.device)
    for _ in range(model.codes):
        logits = model(codes, zt, dot, hidden, mask)[:, -1].float()
        guided = logits[n:] + guidance * (logits[:n] - logits[n:])
        drawn = torch.multinomial(guided.softmax(-1), 1, generator=generator)
        codes = torch.cat([codes, drawn.repeat(2, 1)], 1)
    return model.decode(codes[:n])


def choose(zi):
    """(components kept, curve): the fewest that lose at most 1 % of the variance."""
    curve = arnet.pca_curve(zi)
    return int((curve > 0.01).sum()), curve


def text_partners(data, clip):
    """z_t of the first styled caption of every picture [N,D]."""
    return torch.cat([clip.texts([k["styled"][0] for k in data.by_kind[i : i + 256]])[0] for i in range(0, len(data), 256)])


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=11)
    args, rank, conditions = frozen.prepare(parser, argv)
    clip, data = conditions.clip, conditions.data
    flat = conditions.zi.flatten(0, 1)
    kept, curve = choose(flat)
    kept = int(rank.agree(kept))  # each rank has copies of its own
    print("PCA: share of the variance lost at k = " + ", ".join(f"{k}: {curve[k]:.4f}" for k in range(0, len(curve), 8)), flush=True)
    # A continued run keeps its codes, whatever this run's scenes would ask for.
    begun = checkpoint.load(args.out) or (checkpoint.load(args.init) if args.init else None)
    cfg = begun["config"] if begun else {**config.AR_PRIOR, "num_codes": kept}
    model = arnet.ARPrior(cfg).to(rank.device)
    model.set_pca(flat, text_partners(data, clip).repeat(len(conditions.zi), 1))
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, model, args.lr or lr, decay=0.995, weight_decay=0.04, betas=(0.9, 0.95),
                           extra={"digest": data.about["digest"], "config": cfg, "curve": curve})
    trainer.reseed(conditions)
    shared, draws = rank.share(trainer.model), loop.stream(conditions, size, rank, trainer.seed)
    print(f"{cfg['num_codes']} codes, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    trainer.train(lambda: loss_of(shared, conditions, clip, next(draws), rank.autocast()), size)


if __name__ == "__main__":
    main()
