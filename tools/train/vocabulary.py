"""The wider vocabulary that words.py writes, beside the pictures of a set."""
import json
from pathlib import Path

import numpy as np
import torch

from . import stickers

HYPERNYM = 0.3  # share of the WordNet words that are wider ones
NO_CONCEPT = -1  # of the pictures that words.py passes over
UNCLEAR = 0.02  # a word that could mean anything is drawn this often next to one that means a concept
SURE = 0.5  # weight of a common word's first concept from which the word may stand for it


class Words:
    """words.json beside the pictures of the set."""

    def __init__(self, folder, data):
        state = json.loads((Path(folder) / "words.json").read_text())
        self.state, self.label = state, {name: i for i, name in enumerate(state["concepts"])}
        self.words = state["words"]
        self.near = torch.tensor([[i for i, _ in row] for row in state["nearest"]])
        self.weight = torch.tensor([[w for _, w in row] for row in state["nearest"]])
        self.concept = np.array([self.label.get(row["concept"], NO_CONCEPT) for row in data.rows])
        clear = self.weight[:, 0].double().numpy() - 1 / self.weight.shape[1]
        self.odds = stickers.shares(clear.clip(0) + UNCLEAR)
        self.near_in_meaning = self.sure()

    def sure(self):
        """{concept: common words that mean it more than anything else}."""
        found = {}
        for word, near in zip(self.words, self.state["nearest"]):
            if near[0][1] >= SURE:
                found.setdefault(self.state["concepts"][near[0][0]], []).append(word)
        return found

    def rename(self, row, rng):
        """A word of WordNet for the row's concept, and whether it is a wider one; (None, False) without any."""
        name = row["concept"]
        wide = rng.random() < HYPERNYM or name not in self.state["synonyms"]
        found = self.state["hypernyms" if wide else "synonyms"].get(name)
        return (found[rng.integers(len(found))], wide) if found else (None, False)

    def paraphrase(self, row, rng):
        """A common word or a synonym in place of the row's name, half the time with its style, or None."""
        found = self.near_in_meaning.get(row["concept"], []) + self.state["synonyms"].get(row["concept"], [])
        if not found:
            return None
        return said(found[rng.integers(len(found))], row, rng)[0]


def said(name, row, rng):
    """The name, half the time with the style of its row; and whether it is."""
    styled = rng.random() < 0.5
    return (f"{name}, {row['word']}" if styled else name), styled
