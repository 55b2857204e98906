"""All stages in order: python -m tools.train.all --data DIR [--core DIR] --out DIR --minutes 120"""
import argparse
from pathlib import Path

from . import clip, decoder, export, prior

CLIP_SHARE, PRIOR_SHARE = 0.1, 0.06  # the decoder gets the rest


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="set for prior and decoder")
    parser.add_argument("--core", help="larger set for CLIP; --data by default")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--threads", default="0")
    args = parser.parse_args(argv)

    def stage(module, name, data, share, *more):
        module.main(["--data", data, "--out", str(args.out / name), "--minutes", str(share * args.minutes),
                     "--threads", args.threads, *more])

    stage(clip, "clip", args.core or args.data, CLIP_SHARE)
    frozen = ("--clip", str(args.out / "clip"))
    stage(prior, "prior", args.data, PRIOR_SHARE, *frozen)
    stage(decoder, "decoder", args.data, 1 - CLIP_SHARE - PRIOR_SHARE, *frozen)
    export.main(["--from", str(args.out), "--to", str(args.out / "export"), "--data", args.data])


if __name__ == "__main__":
    main()
