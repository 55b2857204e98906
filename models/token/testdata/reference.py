"""Writes reference.jsonl and prompts.jsonl.gz: 10,000 prompts and what their ids hash to.

The truth comes from the Python packages that CLIP itself uses:
    pip install ftfy==6.3.1 regex
    python reference.py bpe_simple_vocab_16e6.txt.gz
Tok is openai/CLIP's SimpleTokenizer without its caches. Texts with characters
newer than Unicode 14 are left out, since libraries disagree about those.
"""
import gzip, hashlib, html, html.entities, json, random, sys, unicodedata
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


THINGS = "fox cat owl red panda house boat robot city cake moon volcano teapot dragon bicycle map letter clown's nose".split()
LIKE = "red, tiny shiny two 3 1920s old-fashioned (blue) #1 half-eaten very_ sleepy no. neon".split()
MANNERS = ["", ", 3d render", " in the style of noto", "; oil on canvas!", ' says "hi"', " -- 4k, trending :)", " on a 50% grey wall", " & friends"]
# Letters of scripts and signs that prompts are made of: those of each range that Unicode 14 has.
RUNS = [[chr(i) for i in range(first, last + 1) if unicodedata.category(chr(i)) != "Cn"] for first, last in [(0x4E00, 0x9FFF), (0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xD7A3), (0x5D0, 0x5EA), (0x627, 0x64A), (0x905, 0x939),
        (0xE01, 0xE30), (0x410, 0x44F), (0x370, 0x3FF), (0x300, 0x36F), (0x64B, 0x652), (0x1F300, 0x1F64F), (0x1F1E6, 0x1F1FF),
        (0x2000, 0x206F), (0xFE00, 0xFE0F), (0xFF01, 0xFF5E), (0x20, 0x7E), (0xA0, 0x17F)]]


def everyday(rnd):
    words = [rnd.choice(LIKE) for _ in range(rnd.randint(0, 2))] + [rnd.choice(THINGS)]
    caption = rnd.choice(["a ", "the ", "", "two ", "A photo of a "]) + " ".join(words)
    caption += rnd.choice(["", " and a " + rnd.choice(THINGS), " under the " + rnd.choice(THINGS)]) + rnd.choice(MANNERS)
    return rnd.choice([str, str, str.upper, str.title])(caption)


def script(rnd):
    """Words of letters of a few scripts, with marks and signs between them."""
    words = []
    for _ in range(rnd.randint(1, 5)):
        letters = rnd.choice(RUNS)
        words.append("".join(rnd.choice(letters) for _ in range(rnd.randint(1, 6))))
    return rnd.choice([" ", "", "\t", "\u0301"]).join(words)


def prompt(rnd, assigned, names):
    kind = rnd.random()
    if kind < 0.35:
        return everyday(rnd)
    return script(rnd) if kind < 0.75 else text(rnd, assigned, names)


def long(rnd):
    """100 KB of prompts."""
    parts, size = [], 0
    while size < 100_000:
        parts.append(rnd.choice([everyday, script])(rnd))
        size += len(parts[-1].encode()) + 1
    return " ".join(parts)


def cases(rnd, count, make, first=()):
    """Texts and what becomes of them, without characters that Unicode 14 has not."""
    made, queue = 0, list(first)
    while made < count:
        t = queue.pop() if queue else make()
        c = clean(t)
        if not any(unicodedata.category(x) == "Cn" for x in t + c):
            made += 1
            yield t, c


def write_reference(full, small, rnd, *of):
    with open("reference.jsonl", "w") as out:
        for t, c in cases(rnd, 250, lambda: text(rnd, *of)):
            out.write(json.dumps({"text": t, "clean": c, "ids": full.encode(c), "small": small.encode(c)}) + "\n")


def write_prompts(full, rnd, *of):
    made = cases(rnd, 10_000, lambda: prompt(rnd, *of), ["", "a" * 10_000, "😀" * 1_000])
    lines = []
    for t, c in [*list(made)[:9_999], next(cases(rnd, 1, lambda: long(rnd)))]:
        digest = hashlib.sha256(" ".join(map(str, full.encode(c))).encode()).hexdigest()
        lines.append(json.dumps([t, digest[:12]], ensure_ascii=False))
    with open("prompts.jsonl.gz", "wb") as out:
        out.write(gzip.compress("\n".join(lines).encode(errors="surrogatepass"), mtime=0))


def main(path):
    full, small = Tok(path), Tok(path, 8192 - 514)
    of = [chr(i) for i in range(0x20000) if unicodedata.category(chr(i)) not in ("Cn", "Cs", "Co")], sorted(html.entities.html5)
    write_reference(full, small, random.Random(1), *of)
    write_prompts(full, random.Random(2), *of)


main(sys.argv[1])
