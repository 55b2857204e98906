"""WordNet's nouns, read from the files of Debian's wordnet-base (WordNet 3.0 licence: see the model card)."""
import re
from pathlib import Path

FOLDER = "/usr/share/wordnet"
WORD = re.compile(r"^[a-z][a-z '-]{1,24}$")
PARTS = ("noun", "verb", "adj", "adv")
RUDE = re.compile(r"\b(slurs?|offensive|disparag\w+|derogatory|vulgar|obscene|taboo|insulting|prostitut\w+|sexual\w*|genital\w*)\b")
PERSON = "18"  # number of WordNet's file of persons


class Synset:
    """Lemmas of one sense, the offsets of its hypernyms and its gloss."""

    def __init__(self, line):
        head, _, self.gloss = line.partition(" | ")
        fields = head.split()
        self.file = fields[1]
        count = int(fields[3], 16)
        self.lemmas = [plain(fields[4 + 2 * i]) for i in range(count)]
        rest = fields[5 + 2 * count :]
        self.above = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]


def plain(lemma):
    return lemma.split("(")[0].replace("_", " ").lower()


class WordNet:
    """senses(word) in order of frequency; hypernyms(synset, steps)."""

    def __init__(self, folder=FOLDER):
        folder = Path(folder)
        if not folder.is_dir():
            raise FileNotFoundError(f"wordnet: no folder {folder}; install wordnet-base or name its folder")
        self.synsets = {line[:8]: Synset(line) for line in lines(folder / "data.noun")}
        self.index = {}
        for line in lines(folder / "index.noun"):
            fields = line.split()
            self.index[plain(fields[0])] = fields[-int(fields[2]) :]
        self.folder, self.rude = folder, rude_words(folder)

    def senses(self, word):
        return [s for s in (self.synsets[o] for o in self.index.get(word, [])) if not RUDE.search(s.gloss)]

    def hypernyms(self, synset, steps=2):
        """Lemmas of the next `steps` levels above, nearest first."""
        found, level = [], [synset]
        for _ in range(steps):
            level = [self.synsets[o] for s in level for o in s.above]
            found += [lemma for s in level for lemma in s.lemmas]
        return found

    def common(self):
        """Words that occur in WordNet's sense-tagged texts, the rude ones left out."""
        words = set()
        for part in PARTS:
            for line in lines(self.folder / f"index.{part}"):
                fields = line.split()
                senses, tagged = int(fields[2]), int(fields[-int(fields[2]) - 1])
                if senses and tagged and WORD.match(plain(fields[0])):
                    words.add(plain(fields[0]))
        return sorted(words - self.rude)


def rude_words(folder):
    """Lemmas with a sense that WordNet itself calls a slur, offensive or obscene: nothing to teach a sticker model."""
    senses = [Synset(line) for part in PARTS for line in lines(folder / f"data.{part}")]
    return {lemma for sense in senses if RUDE.search(sense.gloss) for lemma in sense.lemmas}


def lines(path):
    """Entries of a WordNet file; the licence at its head is indented."""
    return [line for line in path.read_text().splitlines() if not line.startswith("  ")]
