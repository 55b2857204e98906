"""The CLIP tokenizer with a prefix of the official merges: a prefix is itself a valid, smaller table."""
import gzip
import hashlib
import importlib.util
import os
import re
from pathlib import Path

import torch

from . import config

TABLE = "bpe_simple_vocab_16e6.txt.gz"
DIGEST = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"
SPECIALS = 2
BYTES = 256

# Letters, single digits, punctuation runs. ASCII classes are enough: captions are plain ASCII.
PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+")


def byte_symbols():
    """Byte → its stand-in character, listed in id order: printable bytes first, then the other 68."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(BYTES) if b not in set(printable)]
    return {b: chr(b) for b in printable} | {b: chr(BYTES + i) for i, b in enumerate(others)}


def read_merges(count, path=None):
    """The first `count` merges of the official table, from a file or from the installed open-clip-torch."""
    path = table(path)
    packed = Path(path).read_bytes()
    if hashlib.sha256(packed).hexdigest() != DIGEST:
        raise ValueError(f"tokenizer: {path} is not the official table")
    lines = gzip.decompress(packed).decode("utf-8").split("\n")
    return [tuple(line.split()) for line in lines[1 : 1 + count]]


def table(path=None):
    """Where the official table is: as given, as CLIP_MERGES says, or inside open-clip-torch."""
    return path or os.environ.get("CLIP_MERGES") or installed_table()


def installed_table():
    """Path of the table inside open-clip-torch, found without importing that package."""
    spec = importlib.util.find_spec("open_clip")
    if spec is None:
        raise FileNotFoundError("tokenizer: install open-clip-torch or set CLIP_MERGES to its table")
    return Path(spec.submodule_search_locations[0]) / TABLE


class Tokenizer:
    """Text → ids, SOT = vocab − 2, EOT = vocab − 1, pad 0."""

    def __init__(self, vocab=config.VOCAB, path=None):
        self.merges = read_merges(vocab - 2 * BYTES - SPECIALS, path)
        self.symbol = byte_symbols()
        singles = list(self.symbol.values())
        words = singles + [s + "</w>" for s in singles] + ["".join(m) for m in self.merges]
        self.id = {w: i for i, w in enumerate(words)}
        self.rank = {m: i for i, m in enumerate(self.merges)}
        self.sot, self.eot = vocab - 2, vocab - 1
        self.known = {}

    def piece_ids(self, piece):
        """Ids of one word piece; remembered, since captions repeat their words."""
        if piece not in self.known:
            self.known[piece] = [self.id[s] for s in self.merge(piece)]
        return self.known[piece]

    def merge(self, piece):
        """Byte pair merges, lowest rank first, every occurrence from left to right."""
        parts = [self.symbol[b] for b in piece.encode("utf-8")]
        parts[-1] += "</w>"
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda pair: self.rank.get(pair, len(self.rank)))
            if best not in self.rank:
                break
            parts = join_pair(parts, best)
        return parts

    def ids(self, text):
        """[SOT] + ids + [EOT], cut to the context with EOT kept."""
        words = PIECES.findall(" ".join(text.lower().split()))
        inner = [i for w in words for i in self.piece_ids(w)]
        return [self.sot, *inner[: config.CONTEXT - 2], self.eot]

    def batch(self, texts, length=None):
        """Padded ids and the mask of real tokens, both [B,length] (the longest text by default)."""
        rows = [self.ids(t) for t in texts]
        length = length or max(map(len, rows))
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        mask = torch.zeros(len(rows), length, dtype=torch.bool)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = True
        return ids, mask


def join_pair(parts, pair):
    """Replaces every occurrence of `pair` by its concatenation."""
    joined, i = [], 0
    while i < len(parts):
        if tuple(parts[i : i + 2]) == pair:
            joined.append(parts[i] + parts[i + 1])
            i += 2
        else:
            joined.append(parts[i])
            i += 1
    return joined
