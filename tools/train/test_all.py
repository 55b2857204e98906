"""The whole training in miniature: python -m unittest tools.train.test_all (a few minutes; not part of CI, which has no PyTorch)

Every stage of `all` for a few seconds on made-up pictures, from one archive to the exported folder, as on a machine
without a network; then once more, when finished stages must pass at once.
"""
import json
import tempfile
import time
import unittest
from pathlib import Path

import numpy as np

from . import all as everything
from . import config, pack

MINUTES = 0.5
CONCEPTS = [f"{size} {thing}" for size in ("big", "small") for thing in ("disc", "ring", "box", "bar", "cross", "star", "hill", "wave")]


def drawing(i, size):
    """A rectangle in a colour of its own on white."""
    rng, picture = np.random.default_rng(i), np.full((size, size, 3), 255, np.uint8)
    top, left, bottom, right = (np.array([rng.uniform(0.1, 0.4), rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.9), rng.uniform(0.6, 0.9)]) * size).astype(int)
    picture[top:bottom, left:right] = rng.integers(0, 200, 3)
    return picture


def write_set(folder, size):
    """Every concept in every style, a tenth of the pairs held out."""
    folder.mkdir()
    rows = [(c, s) for c in CONCEPTS for s in config.STYLE_WORDS]
    np.save(folder / "images.npy", np.stack([drawing(i, size) for i in range(len(rows))]))
    with open(folder / "index.jsonl", "w") as lines:
        for i, (concept, style) in enumerate(rows):
            word = config.STYLE_WORDS[style]
            captions = [{"text": f"{concept}, {word}", "kind": "styled"}, {"text": f"a {concept}", "kind": "plain"}, {"text": concept, "kind": "words"}]
            row = {"concept": concept, "style": style, "word": word, "rank": i // len(config.STYLE_WORDS), "group": "objects",
                   "split": "val_pair" if i % 10 == 3 else "train", "captions": captions}
            lines.write(json.dumps(row) + "\n")
    about = {"set": "made up", "digest": "0", "pictures": len(rows), "concepts": len(CONCEPTS), "splits": {}, "sources": [], "captions_from": [],
             "iconic": 3, "nano_styles": list(config.STYLE_WORDS)}
    (folder / "set.json").write_text(json.dumps(about))


class Everything(unittest.TestCase):
    def test_from_archive_to_export(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            for name, size in (("nano", 64), ("large", 128), ("huge", 128)):
                write_set(folder / name, size)
            pack.write(folder / "data.zip", {name: folder / name for name in ("nano", "large", "huge")})
            args = ["--packed", str(folder / "data.zip"), "--out", str(folder / "run"), "--minutes", str(MINUTES), "--scenes", "8", "--judge", "--threads", "1"]
            everything.main(args)
            for part in ("text_encoder", "image_encoder", "prior", "prior_ar", "text_proj", "decoder", "super_res_first", "super_res_last", "tokenizer"):
                self.assertTrue((folder / "run" / "export" / part).is_dir(), part)
            self.assertTrue((folder / "run" / "judge" / "clip" / "checkpoint.pt").exists())
            stages = json.loads((folder / "run" / "export" / "model_index.json").read_text())["stages"]
            self.assertTrue(all(stage["step"] > 0 for stage in stages.values()), stages)
            everything.main(args)
            again = json.loads((folder / "run" / "export" / "model_index.json").read_text())["stages"]
            self.assertEqual({k: v["step"] for k, v in again.items()}, {k: v["step"] for k, v in stages.items()})


if __name__ == "__main__":
    unittest.main()
