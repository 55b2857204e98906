"""The wider vocabulary that words.py writes, beside the pictures of a set."""
import csv
import json
from pathlib import Path

import numpy as np
import torch

from . import stickers

HYPERNYM = 0.3  # share of the WordNet words that are wider ones
NO_CONCEPT = -1  # of the pictures that words.py passes over
UNCLEAR = 0.02  # a word that could mean anything is drawn this often next to one that means a concept
SURE = 0.5  # weight of a common word's first concept from which the word may stand for it
ASKED = Path(__file__).with_name("everyday.tsv")


class Words:
    """words.json beside the pictures of the set."""

    def __init__(self, folder, data):
        state = json.loads((Path(folder) / "words.json").read_text())
        self.state, self.label = state, {name: i for i, name in enumerate(state["concepts"])}
        self.words = state["words"]
        self.near = torch.tensor([[i for i, _ in row] for row in state["nearest"]])
        self.concept = np.array([self.label.get(row["concept"], NO_CONCEPT) for row in data.rows])
        self.weight, kept = self.seen(torch.tensor([[w for _, w in row] for row in state["nearest"]]))
        clear = self.weight.amax(1).double() - 1 / self.weight.shape[1]
        self.odds = stickers.shares((kept * (clear.clip(0) + UNCLEAR)).numpy())
        self.near_in_meaning = self.sure()

    def seen(self, weight):
        """The weights [N,K] among concepts that pictures show, and the share of each word's that those had: what no
        picture shows has no place to be drawn to, and would only push the word away from all others."""
        shown = torch.zeros(len(self.label), dtype=torch.bool)
        shown[torch.from_numpy(self.concept[self.concept != NO_CONCEPT])] = True
        weight = weight * shown[self.near]
        kept = weight.sum(1)
        return weight / kept.clamp(min=1e-6)[:, None], kept.double()

    def sure(self):
        """{concept: common words that mean it more than anything else}, without those that questions are kept from."""
        found, kept = {}, {word for word, _ in asked()}.union(*self.state.get("unlinked", {}).values())
        for word, near in zip(self.words, self.state["nearest"]):
            if near[0][1] >= SURE and word not in kept:
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


def asked():
    """(word, concept) pairs of everyday.py, which no training is to link."""
    with open(ASKED, newline="") as lines:
        return [(row["word"], row["concept"]) for row in csv.DictReader(lines, delimiter="\t")]


def said(name, row, rng):
    """The name, half the time with the style of its row; and whether it is."""
    styled = rng.random() < 0.5
    return (f"{name}, {row['word']}" if styled else name), styled
