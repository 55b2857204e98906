"""Scenes composed of stickers, with captions that are true by construction: backgrounds, neighbours, counts, places,
sizes, close-ups, turns, colours, silhouettes, pixel art.

They are made when a run starts, others in every run, and join the set as further pictures (--scenes COUNT).
"""
import numpy as np
import torch

from . import english, paint, stickers
from .paint import COLOURS

CONTRAST = 60.0  # least mean distance of a colour from what it must stand out against
CHANGE = 12.0  # least mean difference that a turn must make
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
PLACES = {2: [(0, 16), (32, 16)], 3: [(16, 0), (0, 32), (32, 32)], 4: [(0, 0), (32, 0), (0, 32), (32, 32)],
          5: [(0, 0), (42, 0), (21, 21), (0, 42), (42, 42)]}  # of 64; five are smaller
SIDES = {2: 32, 3: 32, 4: 32, 5: 22}
CORNERS = {"top left": (0, 0), "top right": (1, 0), "bottom left": (0, 1), "bottom right": (1, 1)}
PATTERNS = ("striped", "polka dot", "checkered")
NOUNS = {"animals-nature", "food-drink", "objects", "travel-places", "activities"}  # groups whose names can be counted
UPRIGHT = {"animals-nature", "smileys-emotion", "people-body"}  # groups that are drawn standing up
CHROMATIC = [name for name in COLOURS if name not in ("grey", "black", "brown")]
SHARES = {"background": 0.2, "pattern": 0.09, "pair": 0.17, "three": 0.08, "count": 0.15, "corner": 0.08, "tiny": 0.03,
          "close_up": 0.04, "tilted": 0.03, "upside_down": 0.02, "recolour": 0.06, "silhouette": 0.03, "pixel_art": 0.02}


class Scene:
    """A picture, all that can be said of it, and whether it still has the style of its stickers."""

    def __init__(self, image, texts, words, row, styled=True):
        self.image, self.texts, self.words, self.row, self.styled = image, texts, words, row, styled

    def by_kind(self, style):
        """Captions by kind. Where the style is gone, no caption names it."""
        end = f", {style}" if self.styled else ""
        return {"styled": [text + end for text in self.texts], "plain": self.texts,
                "styled-words": [self.words + end], "words": [self.words]}


class Scenes:
    """Draws scenes from the stickers of a set that count in full: a purple flag would be another country's."""

    def __init__(self, data, seed):
        self.data, self.rng = data, np.random.default_rng([seed, 17])
        self.size = data.images.shape[1]
        self.chosen = np.flatnonzero(stickers.weights(data.rows) == 1)
        self.by_style = {}
        for i in self.chosen:
            self.by_style.setdefault(data.rows[i]["style"], []).append(i)

    def draw(self):
        """A scene; None where the wish does not fit the sticker."""
        kind = self.rng.choice(list(SHARES), p=list(SHARES.values()))
        return getattr(self, kind)(int(self.rng.choice(self.chosen)))

    def name(self, i):
        return self.data.by_kind[i]["plain"][0]

    def named(self, i):
        """The name with its article."""
        texts = [t for t in self.data.by_kind[i]["plain"] if t.startswith(("a ", "an ", "the "))]
        return texts[0] if texts else self.name(i)

    def colour(self, names):
        name = str(self.rng.choice(list(names)))
        return name, torch.tensor(COLOURS[name])

    def outlined(self, i, colour):
        """(picture, mask of its background), or None where the colour would not stand out against the drawing's rim."""
        image = self.data.images[i]
        outside = paint.background(image)
        edge = paint.rim(image, outside)
        return None if edge is None or (edge - colour).abs().mean() < CONTRAST else (image, outside)

    def background(self, i):
        name, colour = self.colour(COLOURS)
        found = self.outlined(i, colour)
        if not found:
            return None
        ground = f"{english.an(name)} background"
        return Scene(paint.behind(*found, colour), self.before(i, ground), f"{self.name(i)}, {name} background", i)

    def pattern(self, i):
        (name, colour), kind = self.colour(COLOURS), str(self.rng.choice(PATTERNS))
        found = self.outlined(i, colour)
        if not found:
            return None
        ground = f"{english.an(name)} and white {kind} background"
        field = paint.pattern(kind, self.size, colour)
        words = f"{self.name(i)}, {name} and white {kind} background"
        return Scene(paint.behind(*found, field), self.before(i, ground), words, i)

    def before(self, i, ground):
        return [f"{self.named(i)} on {ground}", f"{self.named(i)} in front of {ground}", f"{self.name(i)} on {ground}"]

    def others(self, i, count):
        """Stickers of i's style, of `count` further concepts; None where the draw repeats one."""
        found = [i, *(int(j) for j in self.rng.choice(self.by_style[self.data.rows[i]["style"]], count))]
        return found if len({self.data.rows[j]["concept"] for j in found}) == len(found) else None

    def pair(self, i):
        found = self.others(i, 1)
        if not found:
            return None
        (first, second), (a, b) = (self.named(j) for j in found), (self.name(j) for j in found)
        if self.rng.random() < 0.5:
            texts = [f"{first} next to {second}", f"{first} to the left of {second}", f"{second} to the right of {first}",
                     f"{first} and {second}"]
            return Scene(self.pasted(found, [(0, 16), (32, 16)]), texts, f"{a}, {b}", i)
        texts = [f"{first} above {second}", f"{second} below {first}", f"{first} and {second} below it"]
        return Scene(self.pasted(found, [(16, 0), (16, 32)]), texts, f"{a} above {b}", i)

    def three(self, i):
        found = self.others(i, 2)
        if not found:
            return None
        names = [self.named(j) for j in found]
        texts = [english.listed(names), f"{names[0]} above {names[1]} and {names[2]}", f"three things: {english.listed(names)}"]
        return Scene(self.pasted(found, PLACES[3]), texts, ", ".join(self.name(j) for j in found), i)

    def count(self, i):
        n = int(self.rng.choice(list(NUMBERS)))
        several = english.plural(self.name(i)) if self.data.rows[i]["group"] in NOUNS else None
        if not several:
            return None
        told = f"{NUMBERS[n]} {several}"
        return Scene(self.pasted([i] * n, PLACES[n], SIDES[n]), [told, f"a group of {told}", f"{n} {several}"], told, i)

    def pasted(self, found, places, side=32):
        """Small stickers at places given for 64 pixels, on white."""
        small = [paint.scaled(self.data.images[i], side / 64) for i in found]
        return paint.pasted(self.size, [(s, (x * self.size // 64, y * self.size // 64)) for s, (x, y) in zip(small, places)])

    def corner(self, i):
        corner, share = str(self.rng.choice(list(CORNERS))), self.rng.uniform(0.3, 0.45)
        small = paint.scaled(self.data.images[i], share)
        room, (x, y) = self.size - small.shape[0], CORNERS[corner]
        name = self.name(i)
        texts = [f"a small {name} in the {corner} corner", f"a small {name} at the {corner}", f"{self.named(i)} in the {corner} corner"]
        picture = paint.pasted(self.size, [(small, (x * room, y * room))])
        return Scene(picture, texts, f"small {name}, {corner} corner", i)

    def tiny(self, i):
        small = paint.scaled(self.data.images[i], self.rng.uniform(0.25, 0.35))
        middle, name = (self.size - small.shape[0]) // 2, self.name(i)
        texts = [f"a tiny {name}", f"a tiny {name} in the middle", f"a very small {name}"]
        return Scene(paint.pasted(self.size, [(small, (middle, middle))]), texts, f"tiny {name}", i)

    def close_up(self, i):
        image = self.data.images[i]
        outside = paint.background(image)
        if outside.all():
            return None
        near = paint.close(image, outside, self.rng.uniform(0.5, 0.65))
        texts = [f"a close-up of {self.named(i)}", f"{self.named(i)}, seen from very near", f"{self.name(i)} close up"]
        return Scene(near, texts, f"{self.name(i)}, close-up", i)

    def tilted(self, i):
        side, name = str(self.rng.choice(["left", "right"])), self.name(i)
        degrees = self.rng.uniform(20, 40) * (1 if side == "left" else -1)
        texts = [f"a tilted {name}", f"{self.named(i)} tilted to the {side}", f"{self.named(i)} leaning to the {side}"]
        return self.turned(i, degrees, texts, f"tilted {name}")

    def upside_down(self, i):
        name = self.name(i)
        texts = [f"an upside-down {name}", f"{self.named(i)} turned upside down", f"{self.named(i)} standing on its head"]
        return self.turned(i, 180, texts, f"upside-down {name}")

    def turned(self, i, degrees, texts, words):
        image = self.data.images[i]
        turned = paint.turned(image, degrees)
        # A ball looks the same, and "upside-down face" is how one emoji is called.
        changed = (turned.float() - paint.turned(image, 0).float()).abs().mean() >= CHANGE
        upright = self.data.rows[i]["group"] in UPRIGHT and "down" not in self.name(i)
        return Scene(turned, texts, words, i) if changed and upright else None

    def recolour(self, i):
        (name, colour), found = self.colour(CHROMATIC), self.drawn(i)
        if not found:
            return None
        image = paint.recoloured(*found, colour)
        inside = image[~found[1]].float().mean(0)
        if paint.nearest(inside) != name or (inside - paint.grey(inside)).abs().mean() < CONTRAST / 3:
            return None  # what is seen must be that colour
        thing = self.name(i)
        texts = [f"{english.an(name)} {thing}", f"{self.named(i)}, all in {name}", f"{name} {thing}"]
        return Scene(image, texts, f"{name} {thing}", i)

    def silhouette(self, i):
        (name, colour), found = self.colour(COLOURS), self.drawn(i)
        if not found:
            return None
        thing = self.named(i)
        texts = [f"{english.an(name)} silhouette of {thing}", f"the {name} outline of {thing}, filled",
                 f"{thing} as {english.an(name)} silhouette"]
        return Scene(paint.silhouette(*found, colour), texts, f"{self.name(i)}, {name} silhouette", i, styled=False)

    def drawn(self, i):
        """(picture, mask of its background) of a sticker whose name says nothing of its colour."""
        image = self.data.images[i]
        outside = paint.background(image)
        plain = not set(self.name(i).split()) & {*COLOURS, "white", "gold", "golden", "silver", "rainbow"}
        return (image, outside) if plain and not outside.all() else None

    def pixel_art(self, i):
        thing = self.named(i)
        texts = [f"pixel art of {thing}", f"a pixel art {self.name(i)}", f"{thing} made of big pixels"]
        return Scene(paint.pixelated(self.data.images[i]), texts, f"{self.name(i)}, pixel art", i, styled=False)


def add(data, count, seed):
    """Appends `count` scenes to a set, in place, and returns it."""
    scenes, images = Scenes(data, seed), []
    before = len(data)
    while len(images) < count:
        scene = scenes.draw()
        if scene is None:
            continue
        row = data.rows[scene.row]
        images.append(scene.image)
        data.by_kind.append(scene.by_kind(row["word"]))
        data.rows.append({**row, "concept": scene.texts[0], "rank": -1})
    if images:
        data.images = torch.cat([data.images[:before], torch.stack(images)])
    return data
