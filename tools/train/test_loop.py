"""The loop, alone and on two ranks: python -m unittest tools.train.test_loop"""
import argparse
import os
import tempfile
import unittest

import torch
import torch.multiprocessing as mp

from . import checkpoint, clip, loop

PORT = "29613"


class Towers(torch.nn.Module):
    """Two projections and a temperature in place of two towers."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(4)
        self.text, self.image = torch.nn.Linear(5, 3), torch.nn.Linear(7, 3)
        self.logit_scale = torch.nn.Parameter(torch.tensor(1.5))

    def forward(self, texts, pictures):
        unit = torch.nn.functional.normalize
        return unit(self.image(pictures), dim=-1), unit(self.text(texts), dim=-1), self.logit_scale.exp()


def gradients(rank, texts, pictures):
    """Of the contrastive loss over the pairs of all ranks, as clip.py takes it."""
    model = Towers()
    shared = rank.share(model)  # averages for as long as it is there
    zi, zt, scale = shared(texts, pictures)
    zi, zt = rank.gather(zi), rank.gather(zt)
    clip.info_nce(zi, zt, scale, torch.eye(len(zi))).backward()
    return [p.grad.clone() for p in model.parameters()]


def pairs():
    torch.manual_seed(5)
    return torch.randn(6, 5), torch.randn(6, 7)


def half(index, found):
    """Rank `index` of two with its half of the pairs."""
    os.environ.update(WORLD_SIZE="2", RANK=str(index), MASTER_ADDR="127.0.0.1", MASTER_PORT=PORT)
    texts, pictures = (x[3 * index : 3 * index + 3] for x in pairs())
    torch.save(gradients(loop.Rank(), texts, pictures), f"{found}/{index}.pt")


class Ranks(unittest.TestCase):
    def test_two_ranks_learn_from_all_pairs(self):
        alone = gradients(loop.Rank(), *pairs())
        with tempfile.TemporaryDirectory() as found:
            mp.spawn(half, args=(found,), nprocs=2)
            for index in range(2):
                for got, want in zip(torch.load(f"{found}/{index}.pt"), alone):
                    self.assertTrue(torch.allclose(got, want, atol=1e-5), (index, got, want))


class Trainers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        args = argparse.Namespace(out=folder.name, init=None, minutes=1, seed=1)
        self.model = torch.nn.Linear(2, 1)
        self.trainer = loop.Trainer(args, loop.Rank(), self.model, 0.1)

    def step(self, by):
        self.trainer.update(by * self.model(torch.ones(1, 2)).sum(), 1)

    def test_a_step_without_numbers_moves_nothing(self):
        self.step(float("nan"))
        self.assertTrue(all(p.isfinite().all() for p in self.model.parameters()))
        before = self.model.weight.clone()
        self.step(1.0)
        self.assertGreater((before - self.model.weight).abs().min().item(), 0)

    def test_spoilt_weights_never_replace_good_ones(self):
        self.trainer.save()
        with torch.no_grad():
            self.trainer.ema.weight.fill_(float("inf"))
        self.assertRaisesRegex(FloatingPointError, "smaller --lr", self.trainer.save)
        self.assertTrue(checkpoint.load(self.trainer.args.out)["ema"]["weight"].isfinite().all())


if __name__ == "__main__":
    unittest.main()
