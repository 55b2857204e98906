"""Trains the decoder: python -m tools.train.decoder --data DIR --clip DIR --out DIR --minutes 120"""
from pathlib import Path

import torch
from torch import nn

from . import checkpoint, config, frozen, loop, sampler, schedule, sheet, textproj, unet, variance

CPU, CUDA = (32, 5e-4), (256, 5e-4)  # (batch, learning rate) of each rank
NULL_DROP, TEXT_DROP = 0.1, 0.5  # z_i → learned null, caption → empty; independent (§2.1)
SHEET_MINUTES = 12
SHEET_PICTURES = 32


class Unclip(nn.Module):
    """text_proj and U-Net, trained as one."""

    def __init__(self, cfg=config.DECODER):
        super().__init__()
        self.text_proj, self.decoder = textproj.TextProj(), unet.Decoder(cfg)

    def forward(self, x_t, t, zi, dropped, zt, hidden, mask):
        given = self.text_proj(self.text_proj.drop(zi, dropped), zt, hidden, mask)
        return self.decoder(x_t, t, *given)


def pictures(rgb):
    """uint8 [B,S,S,3] → [−1,1] [B,3,S,S] in channels-last order."""
    return (rgb.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def loss_of(model, noise, bound, conditions, clip, drawn, rank):
    """v-prediction, the least noisy steps damped; the variance too where there is a `bound`."""
    pick, copy, texts = drawn
    size = len(pick)
    empty, dropped = conditions.chance(size, TEXT_DROP), conditions.chance(size, NULL_DROP).to(rank.device)
    texts = ["" if e else text for e, text in zip(empty, texts)]
    x0 = pictures(conditions.images[copy, pick].to(rank.device))
    t = torch.randint(schedule.STEPS, (size,), device=rank.device)
    x_t, v = noise.mix(x0, torch.randn_like(x0), t)
    with rank.autocast():
        guess = model(x_t, t, conditions.zi[copy, pick], dropped, *clip.texts(texts))
    guess, fraction = guess[:, :3].float(), guess[:, 3:].float()
    simple = (noise.v_weight[t] * (guess - v).square().mean((1, 2, 3))).mean()
    return simple + bound.loss(x0, x_t, noise.x0_from_v(x_t, guess, t), fraction, t) if bound else simple


@torch.no_grad()
def draw_sheet(trainer, conditions, clip, noise, path):
    """Pictures from true embeddings of iconic concepts, the real ones beside them."""
    first = [i for i, row in enumerate(conditions.data.rows) if 0 <= row["rank"] < conditions.data.about["iconic"]]
    pick = first[:: max(1, len(first) // SHEET_PICTURES)][:SHEET_PICTURES]
    texts = [conditions.data.by_kind[i]["styled"][0] for i in pick]
    with trainer.rank.autocast():
        made = sampler.decode(trainer.ema, noise, clip, conditions.zi[0, pick], texts, seed=7)
    pairs = torch.stack([conditions.data.images[pick], made.cpu()], 1).flatten(0, 1)
    sheet.write(path, pairs, columns=16)


class Sheets:
    """A sheet every few minutes of training, from rank 0."""

    def __init__(self, trainer, *drawing):
        self.trainer, self.drawing, self.last = trainer, drawing, trainer.spent

    def draw(self):
        spent = self.trainer.saved - self.trainer.began
        if self.trainer.rank.index or spent - self.last < 60 * SHEET_MINUTES:
            return
        self.last = spent
        draw_sheet(self.trainer, *self.drawing, Path(self.trainer.args.out) / f"sheet_{self.trainer.step:06d}.png")


def begin(args):
    """(config, first weights or None) of the run: learned variances may be added to a decoder that has none."""
    if not args.learned_variance:
        return config.DECODER, None
    first = checkpoint.load(args.init) if args.init else None
    if first and first.get("config", config.DECODER)["out_channels"] == 3:
        first["ema"] = variance.widen(first["ema"])
    return {**config.DECODER, "out_channels": 6}, first


def main(argv=None):
    parser = loop.arguments(__doc__, minutes=120)
    parser.add_argument("--learned-variance", action="store_true", help="six channels out, for ancestral sampling in few steps")
    args, rank, conditions = frozen.prepare(parser, argv)
    clip, data = conditions.clip, conditions.data
    cfg, first = begin(args)
    model = Unclip(cfg).to(rank.device, memory_format=torch.channels_last)
    size, lr = rank.settings(CPU, CUDA)
    size = args.batch or size
    trainer = loop.Trainer(args, rank, model, args.lr or lr, extra={"digest": data.about["digest"], "config": cfg}, first=first)
    noise, bound = schedule.Noise(rank.device), variance.Bound(rank.device) if args.learned_variance else None
    trainer.reseed(conditions)
    shared, draws = rank.share(trainer.model), loop.stream(conditions, size, rank, trainer.seed)
    print(f"{len(data)} pictures, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    trainer.train(lambda: loss_of(shared, noise, bound, conditions, clip, next(draws), rank), size,
                  saved=Sheets(trainer, conditions, clip, noise).draw)


if __name__ == "__main__":
    main()
