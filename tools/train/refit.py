"""Carries a trained prior or decoder over to another CLIP: python -m tools.train.refit --data DIR --old CLIP --new CLIP --from STAGE --out DIR

Two CLIPs that see the same pictures agree up to a nearly affine map. It is fitted by least squares and folded into the
layers that read (and, in the prior, write) embeddings, so that training goes on instead of starting anew.
"""
import argparse

import torch

from . import checkpoint, config, frozen, stickers

RIDGE = 1e-2  # of the mean variance; less lets directions in which nothing varies take over
CAPTIONED = 3000  # pictures that the maps are fitted to


class Affine:
    """y ≈ x·m + c, fitted to rows x [N,D], y [N,E]."""

    def __init__(self, x, y, ridge=RIDGE):
        x, y = x.double(), y.double()
        mx, my = x.mean(0), y.mean(0)
        cov = (x - mx).T @ (x - mx)
        cov += ridge * cov.diagonal().mean() * torch.eye(len(cov), dtype=cov.dtype)
        self.m = torch.linalg.solve(cov, (x - mx).T @ (y - my))
        self.c = my - mx @ self.m
        self.error = ((x @ self.m + self.c - y).square().sum() / (y - my).square().sum()).item()

    def back(self, y):
        """The x of moderate size that comes nearest to y [E]: not every direction of y is reached."""
        square = self.m @ self.m.T
        square += RIDGE * square.diagonal().mean() * torch.eye(len(square), dtype=square.dtype)
        return torch.linalg.solve(square, self.m @ (y.double() - self.c)).float()

    def before(self, weight, bias):
        """Linear layer on y → the same layer on x."""
        return weight @ self.m.T.float(), bias + weight @ self.c.float()


def embeddings(clip, data):
    """(z_i [N,D], z_t [N,D], hidden states of all real tokens [T,W]) of the pictures and their first captions."""
    zt, hidden = [], []
    for i in range(0, len(data), 256):
        z, h, mask = clip.texts([kinds["styled"][0] for kinds in data.by_kind[i : i + 256]])
        zt.append(z)
        hidden.append(h[mask])
    return clip.images(data.images), torch.cat(zt), torch.cat(hidden)


def fold(state, name, affine):
    state[f"{name}.weight"], state[f"{name}.bias"] = affine.before(state[f"{name}.weight"], state[f"{name}.bias"])


def decoder(state, image, text, hidden):
    """Layers of text_proj; the learned null embedding is carried over too."""
    for name in ("clip_image_embeddings_project_to_time_embeddings", "clip_extra_context_tokens_proj"):
        fold(state, f"text_proj.{name}", image)
    fold(state, "text_proj.embedding_proj", text)
    fold(state, "text_proj.encoder_hidden_states_proj", hidden)
    null = "text_proj.learned_classifier_free_guidance_embeddings"
    state[null] = image.back(state[null])


def prior(state, image, text, hidden, new_zi):
    """Text layers as above; proj_in and the output pass through the whitened spaces of both CLIPs."""
    fold(state, "embedding_proj", text)
    fold(state, "encoder_hidden_states_proj", hidden)
    old_zi = new_zi @ image.m.float() + image.c.float()
    mean, std = new_zi.mean(0, keepdim=True), new_zi.std(0, keepdim=True)
    new, old = (new_zi - mean) / std, (old_zi - state["clip_mean"]) / state["clip_std"]
    fold(state, "proj_in", Affine(new, old))
    back = Affine(old, new)
    weight, bias = state["proj_to_clip_embeddings.weight"], state["proj_to_clip_embeddings.bias"]
    state["proj_to_clip_embeddings.weight"] = back.m.T.float() @ weight
    state["proj_to_clip_embeddings.bias"] = bias @ back.m.float() + back.c.float()
    state["clip_mean"], state["clip_std"] = mean, std


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "old", "new", "from", "out"):
        parser.add_argument(f"--{name}", required=True)
    args = vars(parser.parse_args(argv))
    data = stickers.Stickers(args["data"])
    data.keep(range(0, len(data), max(1, len(data) // CAPTIONED)))
    old, new = (embeddings(frozen.FrozenClip(args[k]), data) for k in ("old", "new"))
    maps = [Affine(n, o) for n, o in zip(new, old)]
    print("unexplained: " + ", ".join(f"{k} {m.error:.3f}" for k, m in zip(("z_i", "z_t", "hidden"), maps)), flush=True)
    state = checkpoint.load(args["from"])
    if "text_proj.embedding_proj.weight" in state["ema"]:
        decoder(state["ema"], *maps)
    else:
        prior(state["ema"], *maps, new[0])
    checkpoint.save(args["out"], state)


if __name__ == "__main__":
    main()
