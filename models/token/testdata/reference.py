"""Writes reference.jsonl.

The truth comes from the Python packages that CLIP itself uses:
    pip install ftfy==6.3.1 regex
    python reference.py bpe_simple_vocab_16e6.txt.gz
Tok is openai/CLIP's SimpleTokenizer without its caches. Texts with characters
newer than Unicode 14 are left out, since libraries disagree about those.
"""
import gzip, html, html.entities, json, random, sys, unicodedata
import ftfy, regex
from ftfy.chardata import CHARMAP_ENCODINGS


def bytes_to_unicode():
    chars = [b for b in range(33, 256) if b < 127 or b > 160 and b != 173]
    hidden = [b for b in range(256) if b not in chars]
    return {b: chr(b) for b in chars} | {b: chr(256 + i) for i, b in enumerate(hidden)}


class Tok:
    def __init__(self, path, merges=48894):
        lines = gzip.open(path).read().decode().split("\n")[1 : merges + 1]
        pairs = [tuple(line.split()) for line in lines]
        self.bytes = bytes_to_unicode()
        vocab = list(self.bytes.values())
        vocab += [v + "</w>" for v in vocab] + ["".join(p) for p in pairs]
        self.special = {"<|startoftext|>": len(vocab), "<|endoftext|>": len(vocab) + 1}
        self.ids = {v: i for i, v in enumerate(vocab)}
        self.ranks = {p: i for i, p in enumerate(pairs)}
        self.pat = regex.compile(
            r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
            regex.IGNORECASE)

    def piece(self, piece):
        if piece in self.special:
            return [self.special[piece]]
        word = [self.bytes[b] for b in piece.encode()]
        word[-1] += "</w>"
        while True:
            ranked = [(self.ranks[p], p) for p in zip(word, word[1:]) if p in self.ranks]
            if not ranked:
                return [self.ids[w] for w in word]
            first, second = min(ranked)[1]
            i, merged = 0, []
            while i < len(word):
                n = 2 if word[i : i + 2] == [first, second] else 1
                merged.append("".join(word[i : i + n]))
                i += n
            word = merged

    def encode(self, clean):
        return [i for p in self.pat.findall(clean) for i in self.piece(p)]


def clean(text):
    text = ftfy.fix_text(text, fix_encoding=False)
    text = html.unescape(html.unescape(text)).strip()
    return regex.sub(r"\s+", " ", text).strip().lower()


WORDS = """the café naïve Straße schön “quoted” it’s l'été ΟΔΟΣ Σ ΑΣ. İstanbul ﬁnd ﬅ ŉ Ĳ ＡＢＣ width ﾊﾞ 'ſ don't I'LL
12½ Ⅷ 😀 👩‍👩‍👧 ไทย हिन्दी 한국어 日本語 привет мир العربية à la às Å Ω … – — <|endoftext|> <|startoftext|>
<|ſtartoftext|> &amp; &lt; <b> &eacute; &EACUTE; &#65; &#x41; &#128; &#0; &#xD800; &copy &notit; &amp;amp; ? ! ... " $ %""".split()
WORDS += ["\x1b[0m", "\x1b[3;4m", "\x00", "\x85", "\x92", "\r\n", "\r", "\n", "\u2028", "\u200b", "\ufeff", "\ufffd", "\u3000"]
WORDS += ["Ã ", "Ã quele", "â€œ", "â€\x9d", "â€™", "Â", "ï¿½", "e\u0345", "e" + "\u0301\u0323" * 20]


def garble(rnd, s):
    for _ in range(rnd.choice([1, 1, 1, 2])):
        e = rnd.choice(CHARMAP_ENCODINGS)
        try:
            s = s.encode().decode(e)
        except (UnicodeDecodeError, UnicodeEncodeError):
            pass
        s = rnd.choice([s, s, s, s.replace("\xa0", " "), s.replace("\x9d", "\ufffd").replace("\x81", "?")])
    return s


def text(rnd, assigned, names):
    parts = []
    for _ in range(rnd.randint(1, 6)):
        kind = rnd.random()
        if kind < 0.5:
            part = rnd.choice(WORDS)
        elif kind < 0.6:
            part = "&" + rnd.choice([str, str.upper])(rnd.choice(names))
        elif kind < 0.8:
            part = "".join(rnd.choice(assigned) for _ in range(rnd.randint(1, 3)))
        else:
            part = garble(rnd, " ".join(rnd.choice(WORDS) for _ in range(2)))
        parts.append(part)
    return rnd.choice([" ", " ", ""]).join(parts)


def main(path):
    full, small = Tok(path), Tok(path, 8192 - 514)
    rnd = random.Random(1)
    assigned = [chr(i) for i in range(0x20000) if unicodedata.category(chr(i)) not in ("Cn", "Cs", "Co")]
    names = sorted(html.entities.html5)
    with open("reference.jsonl", "w") as out:
        for _ in range(250):
            t = text(rnd, assigned, names)
            c = clean(t)
            if any(unicodedata.category(x) == "Cn" for x in c):
                continue
            case = {"text": t, "clean": c, "ids": full.encode(c), "small": small.encode(c)}
            out.write(json.dumps(case) + "\n")


main(sys.argv[1])
