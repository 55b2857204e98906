"""What is shipped, as checkpoints and converted again: python -m unittest tools.train.test_shipped (wants Go)"""
import tempfile
import unittest
from pathlib import Path

import numpy as np

from . import shipped, test_all

MODEL = Path("models/sticker")


class Shipped(unittest.TestCase):
    def test_comes_back_to_the_bit(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            test_all.write_set(folder / "nano", 64)
            states = shipped.restore(MODEL, str(folder / "nano"))
            again = shipped.tensors(shipped.convert(states, str(folder / "nano"), folder))
        for name, values in shipped.tensors(MODEL).items():
            np.testing.assert_array_equal(again[name], values, name)


if __name__ == "__main__":
    unittest.main()
