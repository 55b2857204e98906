"""What a checkpoint makes of a hundred everyday words: python -m tools.train.everyday --ckpt DIR --data DIR

everyday.tsv says which concept of the nano set each word means; it was written before any model was asked. Most are
no caption's name of it. A word is understood where its embedding lies nearest to the mean of the concept's pictures.
"""
import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from . import sample, sampler, schedule, stickers, vocabulary

NEAREST = 3


def means(clip, data):
    """(names of the concepts, unit mean z_i of their training pictures [C,D])."""
    names = sorted({row["concept"] for row in data.rows})
    own = torch.tensor([names.index(row["concept"]) for row in data.rows])
    zi = F.normalize(clip.images(data.images), dim=-1)
    return names, F.normalize(torch.zeros(len(names), zi.shape[1]).index_add(0, own, zi), dim=-1)


def understood(z, means_, own, k):
    """Share of the rows of z whose own concept is among the k nearest."""
    return (z @ means_.T).topk(k, 1).indices.eq(own[:, None]).any(1).float().mean().item()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ckpt", type=Path, required=True, help="folder with clip/, prior/ and decoder/")
    parser.add_argument("--data", required=True, help="the nano set")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args(argv)
    clip, prior, _ = sample.open_models(args.ckpt)
    names, centres = means(clip, stickers.Stickers(args.data))
    pairs, noise = vocabulary.asked(), schedule.Noise()
    own, texts = torch.tensor([names.index(c) for _, c in pairs]), [w for w, _ in pairs]
    with torch.autocast("cpu", torch.bfloat16):
        zt, zi = clip.texts(texts)[0].float(), [sampler.imagine(prior, noise, clip, texts, s).float() for s in range(1, args.seeds + 1)]
    found = {"words": len(texts), "z_t": understood(zt, centres, own, 1)}
    for k in (1, NEAREST):
        found[f"prior, nearest {k}"] = sum(understood(z, centres, own, k) for z in zi) / len(zi)
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
