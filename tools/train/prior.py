"""Trains the diffusion prior: python -m tools.train.prior --data DIR --clip DIR --out DIR --minutes 8"""
import torch
import torch.nn.functional as F

from . import frozen, loop, priornet, schedule

CPU, CUDA = (256, 6e-4), (2048, 6e-4)  # (batch, learning rate) of each rank
TEXT_DROP = 0.1


def loss_of(model, noise, conditions, clip, drawn, autocast):
    """MSE on the whitened z_i (§2.2, eq. 2), captions emptied in a tenth of the rows."""
    pick, copy, texts = drawn
    size = len(pick)
    drop = conditions.chance(size, TEXT_DROP)
    texts = ["" if d else t for d, t in zip(drop, texts)]
    inner = model.module if hasattr(model, "module") else model
    x0 = inner.whiten(conditions.zi[copy, pick])  # [B,D]
    t = torch.randint(schedule.STEPS, (size,), device=x0.device)
    x_t, _ = noise.mix(x0, torch.randn_like(x0), t)
    with autocast:
        guess = model(x_t, t, *clip.texts(texts))
    return F.mse_loss(guess.float(), x0)


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=8)
    args, rank, conditions = frozen.prepare(parser, argv)
    clip, data = conditions.clip, conditions.data
    model = priornet.Prior().to(rank.device)
    flat = conditions.zi.flatten(0, 1)
    model.clip_mean.copy_(flat.mean(0, keepdim=True))
    model.clip_std.copy_(flat.std(0, keepdim=True))
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, model, args.lr or lr, decay=0.995, weight_decay=0.06, betas=(0.9, 0.96),
                           extra={"digest": data.about["digest"]})
    noise = schedule.Noise(rank.device)
    trainer.reseed(conditions)
    shared, draws = rank.share(trainer.model), loop.stream(conditions, size, rank, trainer.seed)
    print(f"{len(data)} pictures, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    trainer.train(lambda: loss_of(shared, noise, conditions, clip, next(draws), rank.autocast()), size)


if __name__ == "__main__":
    main()
