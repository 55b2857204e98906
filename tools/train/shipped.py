"""Checkpoints out of a converted model: python -m tools.train.shipped --data DIR --out DIR [--model models/sticker]

What is shipped can be trained on where no checkpoint is left: each stage goes on from here with --init. Weights come
back as the page sees them, rounded to their four or eight bits. Which number lies where is found by converting a model
whose every weight is its own number (wants Go, and runs in the project's folder).
"""
import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch

from . import arnet, checkpoint, config, export, priornet, unet
from .clip import Clip
from .decoder import Unclip

# What each stage is called in a converted model.
PARTS = {"clip": ("text", "image", "clip"), "prior": ("prior",), "prior_ar": ("prior_ar", "codebook"), "decoder": ("decoder",),
         "super_res_first": ("upsample",), "super_res_last": ("upsample_last",)}
EXACT = 2**24  # the whole numbers that f32 tells apart


def models(about):
    """{stage: (config to be kept or None, fresh model)} of the manifest's configuration."""
    found = {"clip": (None, Clip()), "prior": (None, priornet.Prior())}
    if "codebook" in about:
        cfg = {**config.AR_PRIOR, "num_codes": about["codebook"]["codes"]}
        found["prior_ar"] = (cfg, arnet.ARPrior(cfg))
    decoder = {**config.DECODER, "out_channels": about["decoder"]["out"] * (1 + about["decoder"]["learned_variance"])}
    found["decoder"] = (decoder, Unclip(decoder))
    for stage, name in (("upsample", "super_res_first"), ("upsample_last", "super_res_last")):
        if stage in about:
            found[name] = (None, unet.Upsampler())
    return found


def numbered(model):
    """The model's tensors with a number of its own, from 1, in place of every weight."""
    state, free = {}, 1
    for name, value in model.state_dict().items():
        state[name] = torch.arange(free, free + value.numel(), dtype=torch.float32).reshape(value.shape)
        free += value.numel()
    if free > EXACT:
        raise ValueError(f"shipped: {free} weights, more than the {EXACT} that f32 can number")
    return state


def convert(states, data, folder):
    """Converts the states without rounding; returns the folder."""
    for name, state in states.items():
        checkpoint.save(folder / "run" / name, state)
    export.main(["--from", str(folder / "run"), "--to", str(folder / "export"), "--data", data])
    command = ["go", "run", "./tools/convert", "-from", folder / "export", "-to", folder / "model", "-quant", "f32"]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return folder / "model"


def tensors(folder):
    """{name: values} of a converted model, see models/weights/doc.go."""
    manifest = json.loads((folder / "manifest.json").read_text())
    files = [(folder / shard["file"]).read_bytes() for shard in manifest["shards"]]
    return {t["name"]: values(t, files) for t in manifest["tensors"]}


def values(t, files):
    """A tensor without its scales and padding."""
    stored = list(t["shape"])
    if t["kind"] in ("matrix", "conv"):
        stored[-2] += -stored[-2] % 4
    stored[-1] += -stored[-1] % (4 if t["kind"] == "vector" else 8)
    data = b"".join(cut(files, part) for part in [t, *t.get("parts", [])])
    rows = numbers(t["dtype"], data).reshape(-1, stored[-1])
    if "group" in t:
        scale = np.frombuffer(cut(files, t, "scale_"), "<f2").astype(np.float32).reshape(-1, stored[-1])
        rows = rows * scale.repeat(t["group"], 0)[: len(rows)]
    return rows.reshape(stored)[tuple(slice(n) for n in t["shape"])]


def cut(files, span, kind=""):
    first = span[f"{kind}offset"]
    return files[span["shard"]][first : first + span[f"{kind}bytes"]]


def numbers(dtype, data):
    if dtype == "i4":
        pairs = np.frombuffer(data, np.uint8)
        return np.stack([pairs & 15, pairs >> 4], 1).astype(np.float32) - 8
    return np.frombuffer(data, {"f32": "<f4", "f16": "<f2", "i8": "i1"}[dtype]).astype(np.float32)


def gather(state, places, shipped):
    """The numbered state with what is shipped in the place of each number."""
    last = int(max(value.max() for value in state.values()))
    flat = np.full(last + 1, np.nan, np.float32)
    for name, where in places.items():
        whole = where.astype(np.int64)
        if (whole != where).any() or whole.min() < 1 or whole.max() > last:
            raise ValueError(f"shipped: the converter computes {name}, so it can't be traced")
        flat[whole] = shipped[name]
    if np.isnan(flat[1:]).any():
        raise ValueError("shipped: the model lacks weights of the stage; convert all of it")
    return {name: torch.tensor(flat[value.long().numpy()]) for name, value in state.items()}


def restore(folder, data):
    """{stage: state} of a converted model, with what the index says of its training."""
    about = json.loads((folder / "manifest.json").read_text())["config"]
    past = json.loads(next(folder.glob("model-index*.json")).read_text())["stages"]
    states = {name: {"ema": numbered(model), **past[name], **({"config": cfg} if cfg else {})}
              for name, (cfg, model) in models(about).items()}
    with tempfile.TemporaryDirectory() as scratch:
        places = tensors(convert(states, data, Path(scratch)))
    shipped = tensors(folder)
    for name, state in states.items():
        mine = {k: v for k, v in places.items() if k.split(".")[0] in PARTS[name]}
        state["ema"] = gather(state["ema"], mine, shipped)
    return states


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/sticker"))
    parser.add_argument("--data", required=True, help="folder written by tools/dataset, for the index of the export")
    parser.add_argument("--out", type=Path, required=True, help="folder for a checkpoint of each stage")
    args = parser.parse_args(argv)
    for name, state in restore(args.model, args.data).items():
        checkpoint.save(args.out / name, state)


if __name__ == "__main__":
    main()
