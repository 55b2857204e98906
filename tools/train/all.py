"""Every stage in order within one budget: python -m tools.train.all --data DIR --core DIR --large DIR256 --words DIR --out DIR --minutes 120

or, on a machine without a network, python -m tools.train.all --packed data.zip --out DIR --minutes 25. Run again after
an interruption, or a SIGTERM: finished stages pass at once, the others go on from their checkpoints. --judge adds the second CLIP.
"""
import argparse
import os
import signal
import sys
from pathlib import Path

from . import arprior, clip, decoder, export, loop, pack, prior, tokenizer, upsampler, widen

# Shares of the budget, in order. What is left out for want of data falls to the decoder.
SHARES = {"clip": 0.14, "widen": 0.07, "prior": 0.09, "prior_ar": 0.09, "super_res_first": 0.12, "super_res_last": 0.05,
          "judge": 0.08}

# Folders of an archive that serve each option, the first one at hand: CLIP learns from the largest set, priors and decoder
# from nano where it is packed too.
FOLDERS = {"data": ("nano", "full", "core"), "core": ("full", "core"), "large": ("large",), "huge": ("huge",), "words": ("words",)}


def stages(args, out):
    """(name, module, arguments) of every stage whose data are at hand, the decoder last."""
    core, frozen = args.core or args.data, str(out / "clip")
    first = str(out / "clip_narrow") if args.words else frozen
    composed = ["--scenes", str(args.scenes)]
    yield "clip", clip, ["--data", core, "--out", first, *composed]
    wide = ["--words", args.words] if args.words else []
    if wide:
        yield "widen", widen, ["--data", core, *wide, "--init", first, "--out", frozen]
    for name, module in (("prior", prior), ("prior_ar", arprior)):
        yield name, module, ["--data", args.data, "--clip", frozen, "--out", str(out / name), *wide, *composed]
    if args.large:
        yield "super_res_first", upsampler, ["--data", args.large, "--out", str(out / "super_res_first")]
    if args.huge:
        again = ["--last", "--init", str(out / "super_res_first"), "--out", str(out / "super_res_last")]
        yield "super_res_last", upsampler, ["--data", args.huge, *again]
    if args.judge:
        yield "judge", clip, ["--judge", "--seed", "77", "--data", core, "--out", str(out / "judge" / "clip")]
    yield "decoder", decoder, ["--data", args.data, "--clip", frozen, "--out", str(out / "decoder"), *composed]


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="set for priors and decoder")
    parser.add_argument("--core", help="larger set for CLIP; --data by default")
    parser.add_argument("--large", help="a set at 256 px, for 64→256")
    parser.add_argument("--huge", help="a set at 1024 px, for 256→1024")
    parser.add_argument("--words", help="folder of words.json, to widen the vocabulary")
    parser.add_argument("--packed", type=Path, help="archive of tools.train.pack in place of all of these")
    parser.add_argument("--scenes", type=int, default=0, help="composed scenes in CLIP, priors and decoder")
    parser.add_argument("--judge", action="store_true", help="train the second CLIP too")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--threads", default="0")
    args = parser.parse_args(argv)
    if args.packed:
        loop.Rank(int(args.threads)).first(lambda: unpack(args))
    if not args.data:
        parser.error("give --data, or --packed with a set called nano, full or core")
    return args


def unpack(args):
    """Points the options at the folders of the archive."""
    folder = args.out / "data"
    found = {f.name: f for f in folder.iterdir() if f.is_dir()} if folder.is_dir() else pack.read(args.packed, folder)
    os.environ.setdefault("CLIP_MERGES", str(folder / tokenizer.TABLE))
    for option, names in FOLDERS.items():
        name = next((n for n in names if n in found), None)
        if name and not getattr(args, option):
            setattr(args, option, str(found[name]))


def main(argv=None):
    args = parse(argv)
    plan = list(stages(args, args.out))
    rest = 1 - sum(SHARES.get(name, 0) for name, _, _ in plan)
    for name, module, more in plan:
        minutes = args.minutes * SHARES.get(name, rest)
        print(f"== {name}, {minutes:.1f} minutes", flush=True)
        module.main([*more, "--minutes", str(minutes), "--threads", args.threads])
        if loop.stopped:
            sys.exit(128 + signal.SIGTERM)  # what follows would learn from half a stage
    if loop.Rank().index == 0:
        export.main(["--from", str(args.out), "--to", str(args.out / "export"), "--data", args.data])


if __name__ == "__main__":
    main()
