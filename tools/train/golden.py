"""Writes a tiny random-weight autoregressive prior with inputs and outputs: python -m tools.train.golden --out FOLDER

The Go implementation is tested against these files; tools/train/test_fixtures.py checks that the module still agrees.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import arnet, config

TINY = {**config.AR_PRIOR, "num_layers": 2, "num_attention_heads": 2, "attention_head_dim": 16, "embedding_dim": 24,
        "num_embeddings": 9, "num_codes": 5, "num_buckets": 32, "num_dot_buckets": 8}


def tiny(seed=11):
    """A random model whose buffers are fitted to random embeddings."""
    torch.manual_seed(seed)
    net = arnet.ARPrior(TINY)
    for p in net.parameters():
        torch.nn.init.normal_(p, std=0.3 if p.dim() > 1 else 0.5)
    dim = TINY["embedding_dim"]
    z = torch.randn(2, 400, dim) @ torch.diag(torch.linspace(2, 0.1, dim))
    zi, zt = (dim**0.5 * torch.nn.functional.normalize(v, dim=-1) for v in (z[0], z[0] + z[1]))
    net.set_pca(zi, zt)
    return net, zi, zt


@torch.no_grad()
def example(net, zi, zt):
    """Two rows: a caption with its dot token, and an empty caption with the null token."""
    length, dim = TINY["num_embeddings"], TINY["embedding_dim"]
    mask = torch.arange(length) < torch.tensor([[6], [2]])
    hidden = torch.randn(2, length, dim)
    dot = torch.stack([net.dot_bucket(zi[:1], zt[:1])[0], torch.tensor(net.dots)])
    codes = net.encode(zi[:2])
    logits = net(codes[:, :-1], zt[:2], dot, hidden, mask)
    c = net.code_lo + (codes + 0.5) * net.code_step
    decoded = net.pca_mean + c @ net.pca_components[: net.codes]  # before the norm is restored
    return {"in.codes": codes[:, :-1], "in.text_emb": zt[:2], "in.dot": dot, "in.text_hidden": hidden, "in.mask": mask,
            "in.image_emb": zi[:2], "out.codes": codes, "out.logits": logits, "out.decoded": decoded}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    net, zi, zt = tiny()
    args.out.mkdir(parents=True, exist_ok=True)
    plain = {k: v.to(torch.int32) if v.dtype in (torch.int64, torch.bool) else v for k, v in example(net, zi, zt).items()}
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, args.out / "tiny_prior_ar.safetensors")
    save_file({k: v.contiguous() for k, v in plain.items()}, args.out / "tiny_prior_ar_io.safetensors")
    (args.out / "tiny_prior_ar.json").write_text(json.dumps(TINY, indent=2) + "\n")


if __name__ == "__main__":
    main()
