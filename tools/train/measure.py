"""What a checkpoint draws, in the eyes of the second CLIP: python -m tools.train.measure --ckpt DIR --judge DIR --data DIR

For every held-out concept × style pair the picture of its caption is drawn and shown to the judge beside the real one.
A quick look while training; tools/eval is the evaluation proper.
"""
import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from . import arnet, arprior, checkpoint, clip, config, loop, sample, sampler, schedule, sheet, stickers, tokenizer, towers


class Judge:
    """The second CLIP."""

    def __init__(self, folder, device):
        self.model, self.tokens = clip.Clip(config.JUDGE_TEXT, config.JUDGE_IMAGE), tokenizer.Tokenizer(config.JUDGE_TEXT["vocab_size"])
        self.model.load_state_dict(checkpoint.load(folder)["ema"])
        self.model.eval().to(device)
        self.device = device

    @torch.no_grad()
    def similarity(self, pictures, texts):
        """[pictures, texts] cosines."""
        zi = self.model.image(towers.normalise_pixels(pictures.to(self.device)))
        zt = self.model.text(self.tokens.batch(texts)[0].to(self.device))[0]
        return F.normalize(zi.float(), dim=-1) @ F.normalize(zt.float(), dim=-1).T


def score(judge, pictures, texts):
    """Mean cosine to the own caption, and how often that caption is the nearest."""
    s = judge.similarity(pictures, texts)
    return {"cosine": s.diagonal().mean().item(), "recall": (s.argmax(1) == torch.arange(len(s), device=s.device)).float().mean().item()}


def embeddings(name, folder, clip_, prior, noise, held, texts, seed):
    """z_i by the named prior."""
    if name == "true":
        return clip_.images(held.images)
    if name == "text":
        return clip_.texts(texts)[0]
    if name == "ar":
        state = checkpoint.load(folder / "prior_ar")
        net = arnet.ARPrior(state["config"])
        net.load_state_dict(state["ema"])
        return arprior.imagine(net.eval(), clip_, texts, seed)
    return sampler.imagine(prior, noise, clip_, texts, seed)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ckpt", type=Path, required=True, help="folder with clip/, prior/, decoder/ and perhaps prior_ar/")
    parser.add_argument("--judge", required=True, help="folder of the second CLIP's checkpoint")
    parser.add_argument("--data", required=True)
    parser.add_argument("--prior", default="diffusion", choices=["diffusion", "ar", "text", "true"])
    parser.add_argument("--embeddings", action="store_true", help="only compare embeddings, draw nothing")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--sheet", help="real and drawn pictures in pairs")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args(argv)
    rank = loop.Rank(args.threads)
    clip_, prior, unclip = sample.open_models(args.ckpt)
    held = stickers.Stickers(args.data, lambda row: row["split"] == "val_pair" and row["rank"] >= 0)
    texts, noise, judge = [k["styled"][0] for k in held.by_kind], schedule.Noise(), Judge(args.judge, rank.device)
    with rank.autocast():
        zi = embeddings(args.prior, args.ckpt, clip_, prior, noise, held, texts, args.seed)
    found = {"prior": args.prior, "pictures": len(held), "z_i": F.cosine_similarity(zi, clip_.images(held.images)).mean().item(),
             "real": score(judge, held.images, texts)}
    if not args.embeddings:
        with rank.autocast():
            made = sampler.decode(unclip, noise, clip_, zi, texts, args.seed, steps=args.steps).cpu()
        found["drawn"] = score(judge, made, texts)
        if args.sheet:
            sheet.write(args.sheet, torch.stack([held.images, made], 1).flatten(0, 1), columns=16)
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
