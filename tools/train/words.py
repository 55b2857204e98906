"""Writes words.json, the text tower's wider vocabulary: python -m tools.train.words --data COREDIR --out DIR

Synonyms and hypernyms of the concepts from WordNet, and for some ten thousand common words the concepts nearest in
meaning by a sentence encoder. A part of the synonyms is held out:
"unlinked" ones occur only among the common words, never with their concept; "unread" ones occur nowhere.
"""
import argparse
import hashlib
import json
import re
from pathlib import Path

import torch

from . import stickers, teacher, wordnet

UNREAD, UNLINKED = 0.2, 0.4  # shares of the synonyms, by hash
NEAREST = 8  # concepts of a common word
SHARPNESS = 30.0  # of the softmax over cosines
TOO_WIDE = {"entity", "physical entity", "object", "physical object", "whole", "unit", "artifact", "artefact",
            "abstraction", "abstract entity", "matter", "thing", "instrumentality", "instrumentation", "causal agent"}
# WordNet's files (4 acts, 5 animals, 6 artefacts, 13 food, 15 places, 17 objects, 18 persons, 19 phenomena, 20 plants)
# in which the senses of each group of emoji are at home.
HOME = {"animals-nature": {"05", "17", "19", "20"}, "food-drink": {"13", "20", "06"}, "objects": {"06", "10"},
        "travel-places": {"06", "15", "17", "19", "28"}, "activities": {"04", "06"}, "people-body": {"08", "18"}}
AT_HOME = 0.25  # in units of cosine
TRIMMED = re.compile(r" (face|emoji)$|^(red|green|yellow|blue) ")


def fraction(text):
    """The share below which a text's hash falls, as in tools/dataset/splits.mjs."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def concepts_of(rows):
    """(label → its caption words, label → group) in the order of the set; held-out concepts included, their pictures
    never train."""
    found, group = {}, {}
    for row in rows:
        if row["concept"] not in found:
            texts = [c["text"] for c in row["captions"] if c["kind"] in ("plain", "words")]
            group[row["concept"]] = row["group"]
            found[row["concept"]] = list(dict.fromkeys(t for t in texts if not re.match(r"(a|an|the) ", t)))
    return found, group


def things(rows):
    """(concepts_of the rows that count in full, caption words of the others): no dictionary knows a portrait, and a
    flag or a skin tone would draw the words of its country or its hand to itself."""
    others = concepts_of([row for row in rows if "weight" in row])[0]
    return concepts_of([row for row in rows if "weight" not in row]), {text for texts in others.values() for text in texts}


def sense_of(label, texts, group, net, embed):
    """The noun sense whose gloss is nearest to what the captions say, or None."""
    for name in dict.fromkeys([label, *texts[:3], TRIMMED.sub("", label)]):
        senses = net.senses(name) if len(TRIMMED.sub("", label)) <= len(name) + 8 else []
        if senses and (name == label or name in label.split() or name in texts[:2]):
            said = embed([f"{label}: " + ", ".join(texts[:8])])
            glosses = embed([f"{name}: {s.gloss}" for s in senses])
            home = torch.tensor([s.file in HOME.get(group, set()) for s in senses])
            best = senses[int((glosses @ said[0] + AT_HOME * home).argmax())]
            return None if best.file == wordnet.PERSON and group != "people-body" else best
    return None


def synonyms(concepts, groups, net, embed, others=frozenset()):
    """({label: synonyms}, {label: hypernyms}) that no caption contains, nor any of `others`."""
    known = {text for texts in concepts.values() for text in texts} | set(concepts) | others
    read = {word for text in known for word in text.split()}
    same, above = {}, {}
    for label, texts in concepts.items():
        sense = sense_of(label, texts, groups[label], net, embed)
        if sense is None:
            continue
        fresh = [w for w in sense.lemmas if usable(w, net) and w not in known and not set(w.split()) <= read]
        same[label] = list(dict.fromkeys(fresh))
        wide = [w for w in net.hypernyms(sense) if usable(w, net) and w not in TOO_WIDE]
        above[label] = list(dict.fromkeys(wide))[:4]
    return drop_shared(same), above


def usable(word, net):
    return wordnet.WORD.match(word) and word not in net.rude


def drop_shared(same):
    """A synonym of two concepts tells neither."""
    count = {}
    for words in same.values():
        for w in words:
            count[w] = count.get(w, 0) + 1
    return {label: [w for w in words if count[w] == 1] for label, words in same.items()}


def split(same):
    """(trained, unlinked, unread), each {label: words}."""
    parts = {}, {}, {}
    for label, words in same.items():
        for w in words:
            f = fraction(f"synonym {w}")
            part = parts[2] if f < UNREAD else parts[1] if f < UNREAD + UNLINKED else parts[0]
            part.setdefault(label, []).append(w)
    return parts


def meanings(words, net, embed):
    """Unit vectors of the words, each half of the bare word and half of what the dictionary says of its first sense:
    an encoder of sentences knows few rare words, but reads their definitions."""
    vectors = embed(words)
    defined = [(i, senses[0].gloss.split(";")[0]) for i, w in enumerate(words) if (senses := net.senses(w))]
    if defined:
        at = torch.tensor([i for i, _ in defined])
        vectors[at] += embed([f"{words[i]}: {gloss}" for i, gloss in defined])
    return torch.nn.functional.normalize(vectors, dim=-1)


def nearest(words, concepts, net, embed):
    """For each word its NEAREST concepts and their weights, by the best-fitting caption of each concept."""
    labels = list(concepts)
    said = [(i, text) for i, label in enumerate(labels) for text in dict.fromkeys([label, *concepts[label]])]
    owner = torch.tensor([i for i, _ in said])
    own = torch.tensor([text == labels[i] for i, text in said])
    vectors = embed([text for _, text in said])
    found = []
    for part in meanings(words, net, embed).split(512):
        cosine = part @ vectors.T + 0.05 * own  # a concept's own name before another's keyword
        best = torch.full((len(part), len(labels)), -1.0).index_reduce_(1, owner, cosine, "amax")
        top = best.topk(NEAREST)
        weights = (SHARPNESS * top.values).softmax(-1)
        found += [[[int(i), round(float(w), 4)] for i, w in zip(*pair)] for pair in zip(top.indices, weights)]
    return found


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="the core set")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--wordnet", default=wordnet.FOLDER)
    args = parser.parse_args(argv)
    rows, about = stickers.index(args.data)
    (concepts, groups), others = things(rows)
    net, embed = wordnet.WordNet(args.wordnet), teacher.Teacher()
    same, above = synonyms(concepts, groups, net, embed, others)
    trained, unlinked, unread = split(same)
    hidden = {w for words in unread.values() for w in words}
    captions = {text for texts in concepts.values() for text in texts}
    more = set(net.common()) | captions | {w for part in (trained, unlinked) for words in part.values() for w in words}
    words = sorted(more - hidden)
    args.out.mkdir(parents=True, exist_ok=True)
    state = {"digest": about["digest"], "concepts": list(concepts), "synonyms": trained, "hypernyms": above,
             "unlinked": unlinked, "unread": unread, "words": words, "nearest": nearest(words, concepts, net, embed)}
    (args.out / "words.json").write_text(json.dumps(state) + "\n")
    sizes = {k: sum(map(len, state[k].values())) for k in ("synonyms", "hypernyms", "unlinked", "unread")}
    print(f"{len(words)} words, {sizes}", flush=True)


if __name__ == "__main__":
    main()
