"""Writes a diffusers-style folder of the EMA weights: python -m tools.train.export --from CKPTDIR --to FOLDER --data DIR

CKPTDIR holds the checkpoints of the stages (clip, prior, prior_ar, decoder, super_res_first, super_res_last); stages that
are absent are left out. With --judge FOLDER the second CLIP of that checkpoint is written alone.
"""
import argparse
import json
import os
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from . import checkpoint, config, stickers, tokenizer


STAGES = ("clip", "prior", "prior_ar", "decoder", "super_res_first", "super_res_last")
WEIGHTS = "diffusion_pytorch_model"  # file name of everything but CLIP, as in diffusers


def parts(states):
    """(name, config, tensors, file) of every component of the stages at hand."""
    found = []
    if "clip" in states:
        found += towers_of(states["clip"], config.TEXT, config.IMAGE)
    if "prior" in states:
        found.append(("prior", config.PRIOR, under(states["prior"], ""), WEIGHTS))
    if "prior_ar" in states:
        found.append(("prior_ar", states["prior_ar"]["config"], under(states["prior_ar"], ""), WEIGHTS))
    if "decoder" in states:
        found.append(("text_proj", config.TEXT_PROJ, under(states["decoder"], "text_proj."), WEIGHTS))
        found.append(("decoder", states["decoder"].get("config", config.DECODER), under(states["decoder"], "decoder."), WEIGHTS))
    for name, size in (("super_res_first", 256), ("super_res_last", 1024)):
        if name in states:
            found.append((name, {**config.UPSAMPLER, "sample_size": size}, under(states[name], ""), WEIGHTS))
    return found


def towers_of(state, text, image):
    parts = (("text_encoder", text, under(state, "text.")), ("image_encoder", image, under(state, "image.")))
    return [(name, *filled(cfg, tensors), "model") for name, cfg, tensors in parts]


def filled(cfg, tensors):
    """A tower whose MLPs have the four widths that readers expect; units that are missing are added and always 0."""
    wide, have = 4 * cfg["hidden_size"], cfg["intermediate_size"]
    grow = {"mlp.fc1.weight": (0, 0, 0, wide - have), "mlp.fc1.bias": (0, wide - have), "mlp.fc2.weight": (0, wide - have)}
    pads = {name: next((pad for end, pad in grow.items() if name.endswith(end)), None) for name in tensors}
    return {**cfg, "intermediate_size": wide}, {k: F.pad(v, pads[k]) if pads[k] else v for k, v in tensors.items()}


def under(state, prefix):
    """EMA tensors whose name starts with prefix, without it."""
    return {k[len(prefix) :]: v for k, v in state["ema"].items() if k.startswith(prefix)}


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def history(state):
    """What a stage has spent, the runs that it started from included."""
    before = state.get("before", {})
    return {**{k: state[k] + before.get(k, 0) for k in ("step", "pictures", "seconds")}, "seed": state["seed"], "digest": state["digest"]}


def index(states, data, version):
    """model_index.json: what the model is and what it was made from."""
    stages = {name: history(state) for name, state in states.items()}
    concepts = sorted({(row["rank"], row["concept"]) for row in data.rows if row["rank"] >= 0})
    return {
        "_class_name": "UnCLIPPipeline",
        "name": "stickers-nano",
        "version": version,
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
    parser.add_argument("--version", default="1")
    parser.add_argument("--half", action="store_true", help="f16 instead of f32")
    parser.add_argument("--judge", action="store_true", help="--from is the checkpoint of the second CLIP")
    args = parser.parse_args(argv)
    partial = args.to.with_name(args.to.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    data, kind = stickers.Stickers(args.data, lambda row: True), torch.float16 if args.half else torch.float32
    if args.judge:
        states = {"clip": checkpoint.load(args.source)}
        components = towers_of(states["clip"], config.JUDGE_TEXT, config.JUDGE_IMAGE)
    else:
        states = {name: checkpoint.load(args.source / name) for name in STAGES if (args.source / name).is_dir()}
        components = parts(states)
    for component in components:
        write_component(partial, kind, *component)
    write_merges(partial, components[0][1]["vocab_size"])
    about = index(states, data, args.version)
    write_json(partial / "model_index.json", {**about, "name": "judge"} if args.judge else about)
    replace(partial, args.to)


def write_component(folder, kind, name, cfg, tensors, file):
    (folder / name).mkdir(parents=True)
    write_json(folder / name / "config.json", cfg)
    target = folder / name / f"{file}.safetensors"
    save_file({k: v.to(kind).contiguous() for k, v in tensors.items()}, target)
    target.chmod(0o644)
    print(f"{name}: {len(tensors)} tensors, {sum(v.numel() for v in tensors.values())} parameters")


def write_merges(folder, vocab):
    (folder / "tokenizer").mkdir()
    merges = tokenizer.Tokenizer(vocab).merges
    (folder / "tokenizer" / "merges.txt").write_text("".join(f"{a} {b}\n" for a, b in merges))


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
