"""Writes what PIL makes of a picture that bicubic_test.go draws: golden.json, each result as hexadecimal RGB."""

import json
import pathlib

from PIL import Image


def picture(width, height):
    """Smooth ramps, hard edges and noise, from integers alone."""
    pix = bytearray()
    for y in range(height):
        for x in range(width):
            for c in range(3):
                v = (x * 7 + y * 13 + c * 29 + x * y) % 256
                pix.append(255 if (x // 5 + y // 3) % 4 == 0 else v)
    return Image.frombytes("RGB", (width, height), bytes(pix))


def square(image, side):
    """torchvision's Resize(side, BICUBIC) and CenterCrop(side)."""
    width, height = image.size
    size = (side, side * height // width) if width < height else (side * width // height, side)
    image = image.resize(size, Image.Resampling.BICUBIC)
    left, top = int(round((size[0] - side) / 2.0)), int(round((size[1] - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


cases = []
for width, height, side in [(37, 23, 8), (23, 37, 9), (100, 75, 16), (64, 64, 16), (7, 5, 12), (130, 31, 10)]:
    cases.append({"width": width, "height": height, "side": side, "want": square(picture(width, height), side).tobytes().hex()})
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(cases, indent=1) + "\n")
