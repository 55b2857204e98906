"""Text → prior → decoder, to look at: python -m tools.train.sample --ckpt DIR --data DIR --sheet out.png"""
import argparse
from pathlib import Path

import torch

from . import checkpoint, config, frozen, priornet, sampler, schedule, sheet, stickers
from .decoder import Unclip

PROMPTS = 48


def prompts(data):
    """One caption for each iconic concept, the styles taking turns."""
    styles, label = list(config.STYLE_WORDS.values()), {}
    for row in data.rows:
        label.setdefault(row["rank"], row["concept"])
    names = [label[r] for r in sorted(label) if 0 <= r < PROMPTS]
    return [f"{name}, {styles[i % len(styles)]}" for i, name in enumerate(names)]


def open_models(folder):
    """(clip, prior, decoder) with EMA weights; the prior may still be missing."""
    clip, drawn = frozen.FrozenClip(folder / "clip"), checkpoint.load(folder / "decoder")
    unclip = Unclip(drawn.get("config", config.DECODER))
    unclip.load_state_dict(drawn["ema"])
    state, prior = checkpoint.load(folder / "prior"), None
    if state is not None:
        prior = priornet.Prior()
        prior.load_state_dict(state["ema"])
        prior.eval()
    return clip, prior, unclip.eval()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ckpt", type=Path, required=True, help="folder with clip/, prior/ and decoder/")
    parser.add_argument("--data", required=True)
    parser.add_argument("--sheet", required=True)
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--prompt", action="append", help="draw these instead of the 48")
    args = parser.parse_args(argv)
    clip, prior, unclip = open_models(args.ckpt)
    data = stickers.Stickers(args.data, lambda row: True)
    texts, noise = args.prompt or prompts(data), schedule.Noise()
    with torch.autocast("cpu", torch.bfloat16):
        zi = sampler.imagine(prior, noise, clip, texts, args.seed)
        made = sampler.decode(unclip, noise, clip, zi, texts, args.seed, args.guidance, args.steps)
    sheet.write(args.sheet, made, columns=12)


if __name__ == "__main__":
    main()
