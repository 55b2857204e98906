"""Checkpoints that are either whole or absent."""
import os
from pathlib import Path

import torch

NAME = "checkpoint.pt"


def save(folder, state):
    """Writes next to the target and renames, so that a reader never sees half a file."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / (NAME + ".tmp")
    torch.save(state, partial)
    os.replace(partial, folder / NAME)


def load(folder, device="cpu"):
    """The folder's checkpoint, or None where there is none yet."""
    path = Path(folder) / NAME
    return torch.load(path, map_location=device, weights_only=True) if path.exists() else None
