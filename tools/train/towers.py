"""The two CLIP towers under their Hugging Face tensor names."""
import torch
import torch.nn.functional as F
from torch import nn

from . import config
from .attention import attend, causal


def quick_gelu(x):
    return x * torch.sigmoid(1.702 * x)


ACTIVATIONS = {"quick_gelu": quick_gelu, "gelu": F.gelu}


class SelfAttention(nn.Module):
    """Multi-head self-attention; causal in the text tower."""

    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.q_proj, self.k_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.v_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x):  # [B,L,W] → [B,L,W]
        b, l, w = x.shape
        q, k, v = (p(x).view(b, l, self.heads, -1).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        out = attend(q, k, v, causal(l, x.device) if self.causal else None)  # [B,H,L,W/H]
        return self.out_proj(out.transpose(1, 2).reshape(b, l, w))


class FeedForward(nn.Module):
    def __init__(self, width, inner, act):
        super().__init__()
        self.act = ACTIVATIONS[act]
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class Layer(nn.Module):
    """Pre-norm transformer layer."""

    def __init__(self, cfg, causal):
        super().__init__()
        width = cfg["hidden_size"]
        self.self_attn = SelfAttention(width, cfg["num_attention_heads"], causal)
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = FeedForward(width, cfg["intermediate_size"], cfg["hidden_act"])

    def forward(self, x):
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


def branch(**children):
    """A bare module that only gives its children a name."""
    module = nn.Module()
    for name, child in children.items():
        setattr(module, name, child)
    return module


def layers(cfg, causal):
    return branch(layers=nn.ModuleList(Layer(cfg, causal) for _ in range(cfg["num_hidden_layers"])))


class TextEncoder(nn.Module):
    """Ids → (text_embeds [B,D], last hidden state after the final norm [B,L,W])."""

    def __init__(self, cfg=config.TEXT):
        super().__init__()
        width = cfg["hidden_size"]
        self.eot = cfg["eos_token_id"]
        self.text_model = branch(
            embeddings=branch(
                token_embedding=nn.Embedding(cfg["vocab_size"], width),
                position_embedding=nn.Embedding(cfg["max_position_embeddings"], width),
            ),
            encoder=layers(cfg, causal=True),
            final_layer_norm=nn.LayerNorm(width),
        )
        self.text_projection = nn.Linear(width, cfg["projection_dim"], bias=False)
        nn.init.normal_(self.text_model.embeddings.token_embedding.weight, std=0.02)
        nn.init.normal_(self.text_model.embeddings.position_embedding.weight, std=0.01)

    def forward(self, ids):  # [B,L]; L may be the longest text of the batch: causal, so pads change nothing
        emb = self.text_model.embeddings
        x = emb.token_embedding(ids) + emb.position_embedding.weight[: ids.shape[1]]
        for layer in self.text_model.encoder.layers:
            x = layer(x)
        hidden = self.text_model.final_layer_norm(x)
        end = (ids == self.eot).int().argmax(1)  # first EOT
        return self.text_projection(hidden[torch.arange(len(ids), device=ids.device), end]), hidden


class ImageEncoder(nn.Module):
    """Normalised pixels [B,3,S,S] → image_embeds [B,D]."""

    def __init__(self, cfg=config.IMAGE):
        super().__init__()
        width, patch = cfg["hidden_size"], cfg["patch_size"]
        places = (cfg["image_size"] // patch) ** 2 + 1
        embeddings = branch(
            patch_embedding=nn.Conv2d(3, width, patch, patch, bias=False),
            position_embedding=nn.Embedding(places, width),
        )
        embeddings.class_embedding = nn.Parameter(torch.randn(width) * width**-0.5)
        nn.init.normal_(embeddings.position_embedding.weight, std=0.02)
        self.vision_model = branch(
            embeddings=embeddings,
            pre_layrnorm=nn.LayerNorm(width),
            encoder=layers(cfg, causal=False),
            post_layernorm=nn.LayerNorm(width),
        )
        self.visual_projection = nn.Linear(width, cfg["projection_dim"], bias=False)

    def forward(self, pixels):
        model, emb = self.vision_model, self.vision_model.embeddings
        patches = emb.patch_embedding(pixels).flatten(2).transpose(1, 2)  # [B,P,W]
        first = emb.class_embedding.to(patches.dtype).expand(len(pixels), 1, -1)
        x = model.pre_layrnorm(torch.cat([first, patches], 1) + emb.position_embedding.weight)
        for layer in model.encoder.layers:
            x = layer(x)
        return self.visual_projection(model.post_layernorm(x[:, 0]))


def normalise_pixels(rgb):
    """uint8 [B,H,W,3] → CLIP's input [B,3,H,W]."""
    mean, std = torch.tensor(config.IMAGE_MEAN), torch.tensor(config.IMAGE_STD)
    x = (rgb.float() / 255 - mean.to(rgb.device)) / std.to(rgb.device)
    return x.permute(0, 3, 1, 2).contiguous()


def scaled(z):
    """The form in which prior and decoder see embeddings: EMBED_SCALE · z / |z|."""
    return config.EMBED_SCALE * F.normalize(z.float(), dim=-1)
