"""Writes a diffusers-style folder of the EMA weights: python -m tools.train.export --from CKPTDIR --to FOLDER --data DIR"""
import argparse
import json
import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import checkpoint, config, stickers, tokenizer


def parts(folder):
    """(name, config, tensors, file) of every component."""
    clip, prior = checkpoint.load(folder / "clip"), checkpoint.load(folder / "prior")
    unclip = checkpoint.load(folder / "decoder")
    return {"clip": clip, "prior": prior, "decoder": unclip}, [
        ("text_encoder", config.TEXT, under(clip, "text."), "model"),
        ("image_encoder", config.IMAGE, under(clip, "image."), "model"),
        ("prior", config.PRIOR, under(prior, ""), "diffusion_pytorch_model"),
        ("text_proj", config.TEXT_PROJ, under(unclip, "text_proj."), "diffusion_pytorch_model"),
        ("decoder", config.DECODER, under(unclip, "decoder."), "diffusion_pytorch_model"),
    ]


def under(state, prefix):
    """EMA tensors whose name starts with prefix, without it."""
    return {k[len(prefix) :]: v for k, v in state["ema"].items() if k.startswith(prefix)}


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def index(states, data):
    """model_index.json: what the model is and what it was made from."""
    stages = {name: {k: state[k] for k in ("step", "pictures", "seconds", "seed", "digest")} for name, state in states.items()}
    concepts = sorted({(row["rank"], row["concept"]) for row in data.rows if row["rank"] >= 0})
    return {
        "_class_name": "UnCLIPPipeline",
        "name": "stickers-nano",
        "version": "0.1.0",
        "stages": stages,
        "dataset": {k: data.about[k] for k in ("set", "digest", "pictures", "concepts", "splits", "sources", "captions_from")},
        "embed_scale": config.EMBED_SCALE,
        "embed_normalised": True,
        "logit_scale": states["clip"]["ema"]["logit_scale"].item(),
        "image_mean": config.IMAGE_MEAN,
        "image_std": config.IMAGE_STD,
        "beta_schedule": "squaredcos_cap_v2",
        "num_train_timesteps": 1000,
        "prior_guidance": 2.0,
        "decoder_guidance": 2.0,
        "styles": list(config.STYLE_WORDS.values()),
        "iconic": data.about["iconic"],
        "known_concepts": [name for _, name in concepts],
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="folder with clip/, prior/ and decoder/")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--half", action="store_true", help="f16 instead of f32")
    args = parser.parse_args(argv)
    partial = args.to.with_name(args.to.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    states, components = parts(args.source)
    for name, cfg, tensors, file in components:
        (partial / name).mkdir(parents=True)
        write_json(partial / name / "config.json", cfg)
        kind = torch.float16 if args.half else torch.float32
        target = partial / name / f"{file}.safetensors"
        save_file({k: v.to(kind).contiguous() for k, v in tensors.items()}, target)
        target.chmod(0o644)
        print(f"{name}: {len(tensors)} tensors, {sum(v.numel() for v in tensors.values())} parameters")
    (partial / "tokenizer").mkdir()
    merges = tokenizer.Tokenizer().merges
    (partial / "tokenizer" / "merges.txt").write_text("".join(f"{a} {b}\n" for a, b in merges))
    write_json(partial / "model_index.json", index(states, stickers.Stickers(args.data, lambda row: True)))
    replace(partial, args.to)


def replace(partial, target):
    """Swaps the folders by renaming, so that a reader finds the old export or the new one."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(partial, target)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    main()
