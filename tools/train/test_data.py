"""Crops, corruptions, archives and word lists: python -m unittest tools.train.test_data"""
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from . import arnet, carry, clip, config, crops, pack, refit, scenes, tokenizer, unet, wordnet, words


class Crops(unittest.TestCase):
    def setUp(self):
        rng = np.random.default_rng(2)
        blocks = rng.integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
        self.images = blocks.repeat(8, 1).repeat(8, 2)  # [2,256,256,3]

    def test_low_belongs_to_crop(self):
        # The enlarged small crop must be the crop's own place: far nearer to it than to its neighbour's.
        source = crops.Crops(self.images, np.array([0, 1]), seed=3)
        x, low = source.draw(16)
        self.assertEqual(x.shape, low.shape)
        own = (x - low).square().mean((1, 2, 3))
        other = (x - low.roll(1, 0)).square().mean((1, 2, 3))
        self.assertTrue(bool((own < 0.5 * other).all()), (own, other))

    def test_enlarge_is_the_engines(self):
        # Border and middle taps of spec 2.3.
        row = torch.zeros(1, 1, 8, 8)
        row[..., 0] = 1
        got = crops.enlarge(row)[0, 0, 16]
        for i, want in enumerate((1.11194, 1.052239, 0.919851, 0.677889, 0.373246, 0.090204)):
            self.assertAlmostEqual(got[i].item(), want, places=4)

    def test_flats_stay_flat(self):
        for value in (0.0, 255.0):
            flat = torch.full((2, 3, 20, 20), value)
            self.assertTrue(torch.allclose(crops.blur(flat), flat, atol=1e-3))
            self.assertTrue(torch.allclose(crops.enlarge(flat), torch.full((2, 3, 80, 80), value), atol=1e-3))

    def test_light_bsr_is_light(self):
        x = torch.from_numpy(self.images[:, ::4, ::4].copy()).permute(0, 3, 1, 2).float()
        worse = crops.light_bsr(x, np.random.default_rng(4))
        self.assertEqual(worse.shape, x.shape)
        self.assertLess((worse - x).abs().mean().item(), 40)


class Folding(unittest.TestCase):
    def test_affine_reads_through(self):
        # A layer on y equals the folded layer on x where y is an affine image of x.
        torch.manual_seed(5)
        x, m = torch.randn(500, 6), torch.randn(6, 4)
        map_, layer = refit.Affine(x, x @ m + 2, ridge=1e-9), torch.nn.Linear(4, 3)
        weight, bias = map_.before(layer.weight, layer.bias)
        error = (x @ weight.T + bias - layer(x @ m + 2)).abs().max().item()
        self.assertLess(error, 1e-3)

    def test_affine_back(self):
        # A direction of y that x never reaches must not blow the answer up.
        torch.manual_seed(6)
        x, m = torch.randn(500, 6), torch.diag(torch.tensor([1, 1, 1, 1, 1, 0.0]))
        got = refit.Affine(x, x @ m + 2).back(torch.tensor([3, 2, 2, 2, 2, 9.0]))
        self.assertTrue(torch.allclose(got, torch.tensor([1.0, 0, 0, 0, 0, 0]), atol=0.1), got)

    def test_pca_curve_falls(self):
        curve = arnet.pca_curve(torch.randn(300, 10) @ torch.diag(torch.linspace(3, 0.1, 10)))
        self.assertAlmostEqual(curve[0].item(), 1, places=5)
        self.assertAlmostEqual(curve[-1].item(), 0, places=5)
        self.assertTrue(bool((curve.diff() <= 0).all()))


class Sizes(unittest.TestCase):
    def test_any_size(self):
        # Trained on crops, run at full size: the network is convolutions only.
        net = unet.Upsampler({**config.UPSAMPLER, "block_out_channels": [64, 16, 16]})
        for size in (64, 96):
            x = torch.randn(1, 3, size, size)
            self.assertEqual(net(x, x, torch.tensor([5])).shape, x.shape)


    def test_starts_from_the_small_picture(self):
        torch.manual_seed(1)
        net = carry.residual(unet.Upsampler())
        low = torch.rand(2, 3, 64, 64) * 0.4 + 0.6
        with torch.no_grad():
            v = net(torch.randn_like(low), low, torch.tensor([990, 500]))
        self.assertLess((v + low).abs().max().item(), 0.01)


class Scenes(unittest.TestCase):
    class Discs:
        """Two stickers: a black disc with a white hole, and a red one."""

        def __init__(self):
            y, x = torch.meshgrid(torch.arange(64) - 32, torch.arange(64) - 32, indexing="ij")
            r = x**2 + y**2
            disc = torch.where((r < 400) & (r > 60), 0, 255)[..., None].expand(64, 64, 3)
            red = torch.where((r < 400)[..., None], torch.tensor([214, 40, 40]), torch.tensor(255))
            self.images = torch.stack([disc, red]).to(torch.uint8)
            self.rows = [{"concept": c, "style": "s", "word": "flat", "rank": 0} for c in ("ring", "disc")]
            self.by_kind = [{"styled": [f"{c}, flat"], "plain": [c, f"a {c}"]} for c in ("ring", "disc")]

        def __len__(self):
            return len(self.rows)

    def test_background_is_only_around(self):
        outside = scenes.background(self.Discs().images[0])
        self.assertTrue(bool(outside[0, 0]) and not outside[32, 32] and not outside[32, 18])

    def test_captions_are_true(self):
        data = scenes.add(self.Discs(), 40, seed=3)
        self.assertEqual(len(data.images), 42)
        for image, kinds in zip(data.images[2:], data.by_kind[2:]):
            text = kinds["plain"][0]
            if "background" in text:
                name = text.split()[-2]
                self.assertEqual(tuple(image[0, 0].tolist()), scenes.COLOURS[name], text)
                self.assertNotEqual(text, "a disc on a red background")  # nobody could see that disc
            elif "left" in text or "next" in text:
                self.assertTrue(bool((image[:16] == 255).all()), text)
            elif "above" in text:
                self.assertTrue(bool((image[:, :16] == 255).all()), text)


class Families(unittest.TestCase):
    class Drawings:
        """Forty concepts in five styles, and a concept in one."""

        about = {"nano_styles": ["a", "b"]}
        rows = [{"concept": f"thing {i // 5}", "style": "abcde"[i % 5], "rank": i % 3 - 1} for i in range(201)]
        images = torch.zeros(201, 64, 64, 3, dtype=torch.uint8)

    def test_kin_come_together(self):
        batches = clip.Batches(self.Drawings(), seed=3, kin=0.5)
        self.assertEqual(len(batches.families), 40)
        pick = batches.pick(64)
        kin = pick[32:].reshape(-1, clip.FAMILY)
        self.assertEqual(len(pick), 64)
        for family in kin:
            self.assertEqual(len(set(family)), clip.FAMILY)  # each in a style of its own
            self.assertEqual(len({self.Drawings.rows[i]["concept"] for i in family}), 1)
        self.assertEqual(len({self.Drawings.rows[f[0]]["concept"] for f in kin}), len(kin))

    def test_strangers_alone_without(self):
        self.assertEqual(len(clip.Batches(self.Drawings(), seed=3).pick(64)), 64)


class Archive(unittest.TestCase):
    def test_round_trip(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "set").mkdir()
            images = np.random.default_rng(1).integers(0, 256, (3, 16, 16, 3), dtype=np.uint8)
            np.save(folder / "set" / "images.npy", images)
            (folder / "set" / "set.json").write_text(json.dumps({"size": 16}))
            try:
                pack.write(folder / "a.zip", {"nano": folder / "set"})
            except FileNotFoundError as missing:
                self.skipTest(str(missing))
            found = pack.read(folder / "a.zip", folder / "out")
            self.assertEqual(list(found), ["nano"])
            self.assertTrue(np.array_equal(np.load(found["nano"] / "images.npy"), images))
            self.assertTrue((folder / "out" / tokenizer.TABLE).exists())


class Words(unittest.TestCase):
    LINE = ("02086723 05 n 02 toy_dog 0 toy 2 002 @ 02084071 n 0000 ~ 02085272 n 0000 | any of several breeds of very small"
            " dogs kept purely as pets")

    def test_synset(self):
        s = wordnet.Synset(self.LINE)
        self.assertEqual((s.file, s.lemmas, s.above), ("05", ["toy dog", "toy"], ["02084071"]))
        self.assertTrue(s.gloss.startswith("any of several breeds"))

    def test_rude_glosses(self):
        for gloss, rude in (("(ethnic slur) offensive term for", True), ("a slurry of ice", False), ("a sharp pencil", False)):
            self.assertEqual(bool(wordnet.RUDE.search(gloss)), rude, gloss)

    def test_split_is_fixed(self):
        # Held-out words must stay held out when the lists grow.
        same = {"a": [f"word {i}" for i in range(300)]}
        trained, unlinked, unread = words.split(same)
        shares = [len(part["a"]) / 300 for part in (trained, unlinked, unread)]
        for share, want in zip(shares, (1 - words.UNREAD - words.UNLINKED, words.UNLINKED, words.UNREAD)):
            self.assertAlmostEqual(share, want, delta=0.08)
        self.assertEqual(words.split({"b": same["a"][:9]})[2].get("b", []), [w for w in same["a"][:9] if w in unread["a"]])

    def test_shared_synonyms_tell_nothing(self):
        self.assertEqual(words.drop_shared({"a": ["x", "y"], "b": ["y"]}), {"a": ["x"], "b": []})


if __name__ == "__main__":
    unittest.main()
