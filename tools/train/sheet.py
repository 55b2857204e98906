"""Contact sheets."""
import torch
from PIL import Image


def write(path, pictures, columns):
    """Writes uint8 pictures [N,S,S,3] as one PNG, `columns` a row."""
    n, size = len(pictures), pictures.shape[1]
    rows = -(-n // columns)
    canvas = torch.full((rows, columns, size, size, 3), 235, dtype=torch.uint8)
    canvas.flatten(0, 1)[:n] = pictures.cpu()
    flat = canvas.permute(0, 2, 1, 3, 4).reshape(rows * size, columns * size, 3)
    Image.fromarray(flat.numpy()).save(path)
