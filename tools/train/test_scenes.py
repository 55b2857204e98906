"""The words of every kind of scene are true of its picture: python -m unittest tools.train.test_scenes"""
import unittest

import numpy as np
import torch

from . import english, paint, scenes, stickers

SIZE = 64
WHITE = 250


class Drawn:
    """Four stickers: a black ring with a white hole, a red ball, a blue hill with a dark foot, pointing up, and a flag."""

    about = {"nano_styles": ["s"], "iconic": 0}
    things = {"ring": "objects", "ball": "activities", "hill": "animals-nature", "flag": "flags"}

    def __init__(self):
        y, x = torch.meshgrid(torch.arange(SIZE) - 32, torch.arange(SIZE) - 32, indexing="ij")
        r = x**2 + y**2
        hill = (y < 26) & (2 * x.abs() < y + 26)
        self.images = torch.stack([
            painted((r < 500) & (r > 60), (0, 0, 0)), painted(r < 500, (214, 40, 40)),
            torch.where((hill & (y > 10))[..., None], torch.tensor((20, 40, 90)), painted(hill, (60, 120, 240))).to(torch.uint8),
            painted((x.abs() < 28) & (y.abs() < 20), (60, 160, 70))])
        self.rows = [{"concept": c, "style": "s", "word": "flat", "rank": 0, "group": g} for c, g in self.things.items()]
        self.rows[3]["weight"] = 0.25
        self.by_kind = [{"styled": [f"{c}, flat"], "plain": [c, f"a {c}"]} for c in self.things]

    def __len__(self):
        return len(self.rows)


def painted(mask, colour):
    return torch.where(mask[..., None], torch.tensor(colour), torch.tensor(255)).to(torch.uint8)


def ink(image):
    """Mask of what is drawn."""
    return image.min(-1).values < WHITE


def things(image):
    """How many separate things are drawn."""
    left, count = ink(image), 0
    while left.any():
        one = torch.zeros_like(left)
        one[tuple(left.nonzero()[0])] = True
        while True:
            grown = (torch.nn.functional.max_pool2d(one.float()[None, None], 3, 1, 1)[0, 0] > 0) & left
            if torch.equal(grown, one):
                break
            one = grown
        left, count = left & ~one, count + 1
    return count


def kind_of(part):
    """Which sticker a part of a picture shows, by its colour."""
    mean = part[ink(part)].float().mean(0)
    return "ring" if mean.max() < 120 else "ball" if mean[0] > mean[2] else "hill"


class Scenes(unittest.TestCase):
    def made(self, kind, count=12):
        """Some scenes of a kind."""
        source, found = scenes.Scenes(Drawn(), seed=5), []
        for _ in range(60 * count):
            scene = getattr(source, kind)(int(source.rng.choice(source.chosen)))
            if scene is not None:
                found.append(scene)
            if len(found) == count:
                return found
        self.fail(f"only {len(found)} scenes of {kind}")

    def thing(self, scene):
        return list(Drawn.things)[scene.row]

    def test_background_lies_around(self):
        for scene in self.made("background", 20):
            name = scene.words.split()[-2]
            self.assertEqual(tuple(scene.image[0, 0].tolist()), paint.COLOURS[name], scene.texts)
            self.assertNotIn((self.thing(scene), name), {("ball", "red"), ("ring", "black")})  # nobody could see those
            if self.thing(scene) == "ring":
                self.assertEqual(scene.image[32, 32].tolist(), [255, 255, 255])
            self.assertTrue(all(f"{name} background" in text for text in [*scene.texts, scene.words]))

    def test_pattern(self):
        for scene in self.made("pattern", 20):
            name, kind = next((n, k) for n in paint.COLOURS for k in scenes.PATTERNS if f"{n} and white {k} background" in scene.words)
            coloured = (scene.image[:6] == torch.tensor(paint.COLOURS[name]).to(torch.uint8)).all(-1)
            share = coloured.float().mean().item()
            self.assertTrue(0.1 < share < 0.7 and (scene.image[:6][~coloured] == 255).all(), (scene.words, share))
            columns = bool((coloured == coloured[0]).all())
            self.assertEqual(columns, kind == "striped" or kind == "checkered", scene.words)  # six rows hold one row of squares
            self.assertTrue(all(f"{name} and white {kind} background" in text for text in scene.texts))

    def test_pair(self):
        seen = set()
        for scene in self.made("pair", 30):
            beside = bool((scene.image[:16] == 255).all())
            first, second = (scene.image[:, :32], scene.image[:, 32:]) if beside else (scene.image[:32], scene.image[32:])
            a, b = kind_of(first), kind_of(second)
            true = {f"a {a} to the left of a {b}", f"a {b} to the right of a {a}", f"a {a} next to a {b}", f"a {a} and a {b}"} if beside else {
                f"a {a} above a {b}", f"a {b} below a {a}", f"a {a} and a {b} below it"}
            self.assertEqual(set(scene.texts), true)
            seen.add(beside)
        self.assertEqual(len(seen), 2)

    def test_three(self):
        for scene in self.made("three"):
            parts = scene.image[:32], scene.image[32:, :32], scene.image[32:, 32:]
            a, b, c = (kind_of(p) for p in parts)
            self.assertEqual(things(scene.image), 3)
            self.assertEqual(len({a, b, c}), 3)
            self.assertEqual(scene.texts[:2], [f"a {a}, a {b} and a {c}", f"a {a} above a {b} and a {c}"])

    def test_count(self):
        numbers = set()
        for scene in self.made("count", 24):
            n = things(scene.image)
            self.assertEqual(scene.texts[0], f"{scenes.NUMBERS[n]} {self.thing(scene)}s")
            self.assertIn(f"{n} {self.thing(scene)}s", scene.texts)
            numbers.add(n)
        self.assertEqual(numbers, {2, 3, 4, 5})

    def test_corner(self):
        for scene in self.made("corner", 16):
            y, x = (v.float() for v in ink(scene.image).nonzero().T)
            where = f"{'top' if y.max() < 32 else 'bottom'} {'left' if x.max() < 32 else 'right'}"
            self.assertTrue(all(where in text for text in [*scene.texts, scene.words]), (where, scene.texts))
            self.assertLess(max(y.max() - y.min(), x.max() - x.min()).item(), 30)

    def test_tiny(self):
        for scene in self.made("tiny"):
            y, x = ink(scene.image).nonzero().T
            self.assertLess(max(y.max() - y.min(), x.max() - x.min()).item(), 24)
            self.assertTrue(abs(int(x.min() + x.max()) - 63) <= 2, scene.texts)

    def test_close_up(self):
        for scene in self.made("close_up"):
            if self.thing(scene) == "ball":  # its edge is out of the frame
                self.assertGreater(ink(scene.image).float().mean().item(), 0.9)
            self.assertTrue(ink(scene.image)[2].any() and ink(scene.image)[-3].any(), scene.texts)

    def test_tilt(self):
        for scene in self.made("tilted", 8):
            self.assertEqual(self.thing(scene), "hill")  # a ball cannot be seen to tilt
            top = ink(scene.image).nonzero()[0, 1].item()
            self.assertTrue(f"to the {'left' if top < 32 else 'right'}" in scene.texts[1], (top, scene.texts))

    def test_upside_down(self):
        for scene in self.made("upside_down", 3):
            rows = ink(scene.image).sum(1)
            rows = rows[rows > 0]
            self.assertEqual(self.thing(scene), "hill")
            self.assertGreater(rows[:8].sum(), 2 * rows[-8:].sum())

    def test_recolour(self):
        made = self.made("recolour", 24)
        self.assertGreater(len({scene.words.split()[0] for scene in made}), 4)
        for scene in made:
            colour = scene.words.split()[0]
            drawn = scene.image[ink(scene.image)].float()
            self.assertEqual(paint.nearest(drawn.mean(0)), colour, scene.texts)
            self.assertTrue((scene.image[0] == 255).all())
            if self.thing(scene) == "hill":  # its foot stays darker
                self.assertLess(scene.image[50, 32].float().mean() + 20, scene.image[30, 32].float().mean())

    def test_nothing_is_two_colours(self):
        data = Drawn()
        data.by_kind[1]["plain"] = ["red ball", "a red ball"]
        self.assertIsNone(scenes.Scenes(data, seed=5).recolour(1))
        self.assertIsNone(scenes.Scenes(data, seed=5).silhouette(1))

    def test_silhouette(self):
        for scene in self.made("silhouette"):
            name = scene.words.split()[-2]
            drawn = scene.image[~paint.background(Drawn().images[scene.row])]
            near = (drawn.float() - torch.tensor(paint.COLOURS[name])).abs().max().item()
            self.assertLess(near, 2, scene.texts)  # the hole of the ring too
            self.assertFalse(any("flat" in text for kind in scene.by_kind("flat").values() for text in kind))

    def test_pixel_art(self):
        for scene in self.made("pixel_art", 3):
            blocks = scene.image.unfold(0, 4, 4).unfold(1, 4, 4).flatten(3)  # [16,16,3,16]
            self.assertTrue((blocks == blocks[..., :1]).all())
            self.assertFalse(any("flat" in text for kind in scene.by_kind("flat").values() for text in kind))


class Captions(unittest.TestCase):
    def test_every_kind_is_drawn(self):
        self.assertAlmostEqual(sum(scenes.SHARES.values()), 1)
        self.assertTrue(all(hasattr(scenes.Scenes, kind) for kind in scenes.SHARES))

    def test_added(self):
        data = scenes.add(Drawn(), 60, seed=3)
        self.assertEqual((len(data.images), len(data.rows), len(data.by_kind)), (64, 64, 64))
        for row, kinds in zip(data.rows[4:], data.by_kind[4:]):
            self.assertNotIn("flag", row["concept"])  # a set's rarer pictures are not composed
            self.assertEqual(set(kinds), set(stickers.KINDS))
            self.assertGreaterEqual(len(set(kinds["plain"])), 3)
            self.assertEqual((row["rank"], row["concept"]), (-1, kinds["plain"][0]))

    def test_shares_of_the_kinds(self):
        odds = stickers.KINDS
        self.assertAlmostEqual(sum(odds.values()), 1)
        self.assertAlmostEqual(odds["plain"] + odds["words"], 0.15)
        self.assertAlmostEqual(odds["words"] + odds["styled-words"], 0.12)

    def test_plurals(self):
        cases = {"fox": "foxes", "cherry": "cherries", "monkey": "monkeys", "mouse": "mice", "snowman": "snowmen", "tropical fish": "tropical fish",
                 "piece of cake": "pieces of cake", "man with beard": "men with beard", "wine glass": "wine glasses", "peach": "peaches",
                 "grapes": None, "bread": None, "keycap: 1": None, "locked": None, "bus": "buses", "t-shirt": "t-shirts"}
        for name, want in cases.items():
            self.assertEqual(english.plural(name), want, name)

    def test_lists(self):
        self.assertEqual(english.listed(["a", "b", "c"]), "a, b and c")
        self.assertEqual([english.an(w) for w in ("orange hat", "blue hat")], ["an orange hat", "a blue hat"])


if __name__ == "__main__":
    unittest.main()
