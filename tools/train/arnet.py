"""The autoregressive prior (§2.2 of the paper): a causal transformer over [caption, z_t, dot token, PCA codes of z_i]."""
import torch
import torch.nn.functional as F
from torch import nn

from . import config
from .attention import causal
from .priornet import Block


class ARPrior(nn.Module):
    """(codes so far, z_t, dot bucket, text hidden, mask) → logits of every code, each from the position before it.

    The buffers turn a z_i (scaled, as everywhere) into codes and back: PCA by decreasing eigenvalue, then `num_buckets`
    equal buckets a component; bucket b of component k stands for code_lo[k] + (b + ½)·code_step[k].
    """

    def __init__(self, cfg=config.AR_PRIOR):
        super().__init__()
        width, dim = cfg["num_attention_heads"] * cfg["attention_head_dim"], cfg["embedding_dim"]
        self.context, self.codes = cfg["num_embeddings"], cfg["num_codes"]
        self.buckets, self.dots = cfg["num_buckets"], cfg["num_dot_buckets"]
        self.encoder_hidden_states_proj, self.embedding_proj = nn.Linear(dim, width), nn.Linear(dim, width)
        self.dot_embedding = nn.Embedding(self.dots + 1, width)  # the last row: no caption
        self.code_embedding = nn.Embedding(self.buckets, width)
        self.positional_embedding = nn.Parameter(torch.randn(1, self.context + 2 + self.codes, width) * 0.02)
        heads = cfg["num_attention_heads"]
        self.transformer_blocks = nn.ModuleList(Block(width, heads) for _ in range(cfg["num_layers"]))
        self.norm_out, self.to_logits = nn.LayerNorm(width), nn.Linear(width, self.buckets)
        nn.init.normal_(self.dot_embedding.weight, std=0.02)
        nn.init.normal_(self.code_embedding.weight, std=0.02)
        for name, shape in {"pca_mean": (1, dim), "pca_components": (dim, dim), "code_lo": (1, self.codes),
                            "code_step": (1, self.codes), "dot_lo": (1,), "dot_step": (1,), "dot_histogram": (self.dots,)}.items():
            self.register_buffer(name, torch.zeros(shape))

    def forward(self, codes, zt, dot, hidden, mask):  # [B,k<K] [B,D] [B] [B,L,D] [B,L] → [B,k+1,buckets]
        b, length = mask.shape
        tokens = torch.cat([
            self.encoder_hidden_states_proj(hidden),
            torch.stack([self.embedding_proj(zt), self.dot_embedding(dot)], 1),
            self.code_embedding(codes),
        ], 1)
        # Trimmed texts keep the original rows of what follows them: masked pads change nothing (exact).
        where, after = self.positional_embedding, self.context + 2 + codes.shape[1]
        tokens = tokens + torch.cat([where[:, :length], where[:, self.context : after]], 1)
        keys = F.pad(mask, (0, tokens.shape[1] - length), value=True)[:, None, None]
        seen = keys & causal(tokens.shape[1], mask.device)
        for block in self.transformer_blocks:
            tokens = block(tokens, seen)
        return self.to_logits(self.norm_out(tokens[:, length + 1 :]))

    def set_pca(self, zi, zt):
        """Fits all buffers to embeddings [N,D] and the text embeddings that belong to them."""
        self.pca_mean.copy_(zi.mean(0, keepdim=True))
        values, vectors = torch.linalg.eigh(torch.cov(zi.double().T))
        self.pca_components.copy_(vectors.flip(1).T)
        c = self.coefficients(zi)
        lo, hi = c.min(0).values, c.max(0).values
        self.code_lo.copy_((lo - 0.02 * (hi - lo))[None])
        self.code_step.copy_(1.04 * (hi - lo)[None] / self.buckets)
        dot = F.cosine_similarity(zi, zt)
        self.dot_lo.copy_(dot.min())
        self.dot_step.copy_((dot.max() - dot.min()) / self.dots)
        self.dot_histogram.copy_(torch.bincount(self.dot_bucket(zi, zt), minlength=self.dots) / len(zi))

    def coefficients(self, zi):
        return (zi - self.pca_mean) @ self.pca_components[: self.codes].T  # [B,K]

    def encode(self, zi):
        """z_i [B,D] → codes [B,K]."""
        return ((self.coefficients(zi) - self.code_lo) / self.code_step).floor().clamp(0, self.buckets - 1).long()

    def decode(self, codes):
        """Codes [B,k≤K] → z_i [B,D], the missing components at their mean, scaled."""
        k = codes.shape[1]
        c = self.code_lo[:, :k] + (codes + 0.5) * self.code_step[:, :k]
        return config.EMBED_SCALE * F.normalize(self.pca_mean + c @ self.pca_components[:k], dim=-1)

    def dot_bucket(self, zi, zt):
        """Bucket of the cosine of z_i and z_t."""
        return ((F.cosine_similarity(zi, zt) - self.dot_lo) / self.dot_step).floor().clamp(0, self.dots - 1).long()

    def top_half(self, count, generator=None):
        """Dot buckets drawn from the upper half of their distribution (§2.2)."""
        above = self.dot_histogram.cumsum(0) > 0.5
        return torch.multinomial(self.dot_histogram * above, count, replacement=True, generator=generator)


def pca_curve(zi):
    """Share of the variance that is lost when k = 0…D components are kept."""
    values = torch.linalg.eigvalsh(torch.cov(zi.double().T)).flip(0)
    return 1 - torch.cat([torch.zeros(1), values.cumsum(0).float() / values.sum().float()])
