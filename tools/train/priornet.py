"""The diffusion prior (§2.2 of the paper) under its diffusers names: a causal transformer that predicts z_i."""
import torch
import torch.nn.functional as F
from torch import nn

from . import config
from .attention import attend, causal
from .timestep import TimeEmbedding


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.to_q, self.to_k, self.to_v = (nn.Linear(width, width) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x, mask):  # [B,L,W], mask [B,1,L,L] true = visible
        b, l, w = x.shape
        q, k, v = (p(x).view(b, l, self.heads, -1).transpose(1, 2) for p in (self.to_q, self.to_k, self.to_v))
        out = attend(q, k, v, mask)
        return self.to_out[0](out.transpose(1, 2).reshape(b, l, w))


class Widen(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.proj = nn.Linear(width, 4 * width)

    def forward(self, x):
        return F.gelu(self.proj(x))  # exact erf form, unlike CLIP's quick form


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.ModuleList([Widen(width), nn.Identity(), nn.Linear(4 * width, width)])

    def forward(self, x):
        return self.net[2](self.net[0](x))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn1, self.ff = Attention(width, heads), FeedForward(width)

    def forward(self, s, mask):
        s = s + self.attn1(self.norm1(s), mask)
        return s + self.ff(self.norm3(s))


class Prior(nn.Module):
    """(x_t, t, z_t, text hidden, mask) → z_i in whitened space."""

    def __init__(self, cfg=config.PRIOR):
        super().__init__()
        width, dim = cfg["num_attention_heads"] * cfg["attention_head_dim"], cfg["embedding_dim"]
        self.time_embedding = TimeEmbedding(width, width)
        self.proj_in, self.embedding_proj, self.encoder_hidden_states_proj = (nn.Linear(dim, width) for _ in range(3))
        places = cfg["num_embeddings"] + cfg["additional_embeddings"]
        self.positional_embedding = nn.Parameter(torch.randn(1, places, width) * 0.02)
        self.prd_embedding = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        heads = cfg["num_attention_heads"]
        self.transformer_blocks = nn.ModuleList(Block(width, heads) for _ in range(cfg["num_layers"]))
        self.norm_out = nn.LayerNorm(width)
        self.proj_to_clip_embeddings = nn.Linear(width, dim)
        self.register_buffer("clip_mean", torch.zeros(1, dim))
        self.register_buffer("clip_std", torch.ones(1, dim))

    def whiten(self, zi):
        return (zi - self.clip_mean) / self.clip_std

    def unwhiten(self, x):
        return x * self.clip_std + self.clip_mean

    def forward(self, x_t, t, zt, hidden, mask):  # [B,D] [B] [B,D] [B,L,D] [B,L]
        b, length = mask.shape
        tokens = torch.cat([
            self.encoder_hidden_states_proj(hidden),
            torch.stack([self.embedding_proj(zt), self.time_embedding(t), self.proj_in(x_t)], 1),
            self.prd_embedding.expand(b, 1, -1),
        ], 1)
        # Trimmed texts keep the original rows of the last four tokens: masked pads change nothing (exact).
        where = self.positional_embedding
        tokens = tokens + torch.cat([where[:, :length], where[:, -4:]], 1)
        keys = F.pad(mask, (0, 4), value=True)[:, None, None]  # [B,1,1,L+4]
        seen = keys & causal(length + 4, mask.device)
        for block in self.transformer_blocks:
            tokens = block(tokens, seen)
        return self.proj_to_clip_embeddings(self.norm_out(tokens)[:, -1])
