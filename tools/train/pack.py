"""Packs sets for a machine without a network: python -m tools.train.pack --out data.zip NAME=DIR …; --into DIR unpacks.

Pictures become lossless WebP, half of what a compressed array takes; index.jsonl, set.json and words.json go in as
they are, and the tokenizer's merge table with them. nano, core, the nano set at 256 px and the words fit in 64 MiB; the
full set and the words take 58.
"""
import argparse
import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from . import tokenizer

FILES = ("index.jsonl", "set.json", "words.json")
EFFORT = 4  # of the WebP encoder, 0…6


def encoded(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "WEBP", lossless=True, quality=100, method=EFFORT)
    return file.getvalue()


def write(path, folders):
    """One archive of all the folders; returns its bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, folder in folders.items():
            for file in FILES:
                if (folder / file).exists():
                    archive.write(folder / file, f"{name}/{file}")
            if (folder / "images.npy").exists():
                for i, picture in enumerate(np.load(folder / "images.npy", mmap_mode="r")):
                    archive.writestr(f"{name}/{i:06d}.webp", encoded(picture), zipfile.ZIP_STORED)
        archive.write(tokenizer.table(), tokenizer.TABLE)
    return Path(path).stat().st_size


def read(path, target):
    """Unpacks an archive into folders of the names it was packed with; returns {name: folder}."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(archive.namelist())
        for name in names:
            if not name.endswith(".webp"):
                archive.extract(name, target)
        folders = {n.split("/")[0] for n in names if "/" in n}
        for folder in folders:
            pictures = [n for n in names if n.startswith(folder + "/") and n.endswith(".webp")]
            if pictures:
                unpack(archive, pictures, target / folder / "images.npy")
    return {f: target / f for f in sorted(folders)}


def unpack(archive, pictures, path):
    """Decodes pictures one by one into an array on disk."""
    size = Image.open(io.BytesIO(archive.read(pictures[0]))).size[0]
    array = np.lib.format.open_memmap(path, "w+", np.uint8, (len(pictures), size, size, 3))
    for i, name in enumerate(pictures):
        array[i] = np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("RGB"))
    array.flush()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="archive to write")
    parser.add_argument("--into", type=Path, help="folder to unpack to")
    parser.add_argument("what", nargs="+", help="NAME=DIR of the sets to pack, or the archive to unpack")
    args = parser.parse_args(argv)
    if args.into:
        print("\n".join(str(folder) for folder in read(args.what[0], args.into).values()))
        return
    folders = {name: Path(folder) for name, folder in (w.split("=", 1) for w in args.what)}
    print(f"{args.out}: {write(args.out, folders) / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
