"""Trains an upsampler: python -m tools.train.upsampler --data DIR256 --out DIR --minutes 28 [--last]

--data is a set rendered at 256 px (64→256) or, with --last, at 1024 px (256→1024, light BSR corruption).
"""
import math
from pathlib import Path

import numpy as np
import torch

from . import carry, crops, loop, sampler, schedule, stickers, unet

CPU, CUDA = (32, 1e-3), (256, 1e-3)  # (batch, learning rate) of each rank
STEPS = 6  # of the sampler at evaluation, as the engine's default


def loss_of(model, noise, drawn, rank):
    """v-prediction on crops, the least noisy steps damped; unconditional but for the small picture (§2.1)."""
    x0, low = (v.to(rank.device).contiguous(memory_format=torch.channels_last) for v in drawn)
    t = torch.randint(schedule.STEPS, (len(x0),), device=rank.device)
    x_t, v = noise.mix(x0, torch.randn_like(x0), t)
    with rank.autocast():
        guess = model(x_t, low, t)
    return (noise.v_weight[t] * (guess.float() - v).square().mean((1, 2, 3))).mean()


@torch.no_grad()
def enlarge(net, noise, low, seed, steps=STEPS):
    """Small pictures [B,3,s,s] in [−1,1] → large ones [B,3,4s,4s]."""
    low = crops.enlarge(low).contiguous(memory_format=torch.channels_last)

    def predict_x0(x, t):
        times = torch.full((len(x),), t, device=x.device)
        return noise.x0_from_v(x, net(x, low, times).float(), times).clamp(-1, 1)

    return solve_from(noise, low.shape, seed, low.device, predict_x0, steps)


def solve_from(noise, shape, seed, device, predict_x0, steps):
    return sampler.solve(noise, sampler.start(shape, seed, device), predict_x0, steps)


def psnr(a, b):
    """Decibels between pictures [B,3,S,S] in [−1,1], one value each, after rounding to 8 bits."""
    a, b = (((v.clamp(-1, 1) + 1) * 127.5).round() for v in (a, b))
    return 20 * math.log10(255) - 10 * (a - b).square().mean((1, 2, 3)).clamp(min=1e-4).log10()


def measure(net, noise, images, steps=STEPS):
    """Mean PSNR of net and bicubic on held-out pictures uint8 [N,S,S,3]."""
    ours, plain, device = [], [], next(net.parameters()).device
    for i in range(0, len(images), 4):
        large = torch.from_numpy(np.ascontiguousarray(images[i : i + 4])).permute(0, 3, 1, 2).float()
        low, large = (v.to(device) for v in (crops.shrink(large, large.shape[-1] // crops.FACTOR).round() / 127.5 - 1, large / 127.5 - 1))
        ours.append(psnr(enlarge(net, noise, low, i, steps), large))
        plain.append(psnr(crops.enlarge(low), large))
    return torch.cat(ours).mean().item(), torch.cat(plain).mean().item()


def report(trainer, noise, held):
    with trainer.rank.autocast():
        ours, plain = measure(trainer.ema, noise, held)
    print(f"held-out pictures ({len(held)}): {ours:.2f} dB, bicubic {plain:.2f} dB", flush=True)


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=28)
    parser.add_argument("--last", action="store_true", help="256→1024 with light BSR corruption")
    args = parser.parse_args(argv)
    rank = loop.Rank(args.threads)
    torch.manual_seed(args.seed)  # the same first weights on every rank
    images, chosen, odds, held, digest = pictures(args.data)
    source = crops.Crops(images, chosen, args.seed, bsr=args.last, odds=odds)
    model = carry.residual(unet.Upsampler()).to(rank.device, memory_format=torch.channels_last)
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, model, args.lr or lr, decay=0.998, extra={"digest": digest})
    noise = schedule.Noise(rank.device)
    trainer.reseed(source)
    shared, draws = rank.share(trainer.model), loop.stream(source, size, rank, trainer.seed)
    print(f"{len(chosen)} pictures, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    trainer.train(lambda: loss_of(shared, noise, next(draws), rank), size)
    if rank.index == 0 and held and not loop.stopped:
        report(trainer, noise, images[held])


def pictures(folder, held=24):
    """(all pictures on disk, indices for training and their odds, some held-out ones, digest), in the styles that the
    decoder draws."""
    rows, about = stickers.index(folder)
    images = np.load(Path(folder) / "images.npy", mmap_mode="r")
    drawn = [i for i, row in enumerate(rows) if row["style"] in about["nano_styles"]]
    train = [i for i in drawn if rows[i]["split"] == "train"]
    val = [i for i in drawn if rows[i]["split"] != "train"]
    odds = stickers.shares(stickers.weights([rows[i] for i in train]))
    return images, np.array(train), odds, val[:: max(1, len(val) // held)][:held], about["digest"]


if __name__ == "__main__":
    main()
