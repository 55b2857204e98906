"""text_proj: how z_i, z_t and the caption enter the decoder (§2.1 of the paper)."""
import torch
from torch import nn

from . import config


class TextProj(nn.Module):
    """(z_i or null, z_t, hidden, mask) → (additive time embedding, context, context mask)."""

    def __init__(self, cfg=config.TEXT_PROJ):
        super().__init__()
        dim, time, cross = cfg["clip_embeddings_dim"], cfg["time_embed_dim"], cfg["cross_attention_dim"]
        self.extra = cfg["clip_extra_context_tokens"]
        self.learned_classifier_free_guidance_embeddings = nn.Parameter(torch.zeros(dim))
        self.embedding_proj = nn.Linear(dim, time)
        self.clip_image_embeddings_project_to_time_embeddings = nn.Linear(dim, time)
        self.clip_extra_context_tokens_proj = nn.Linear(dim, self.extra * cross)
        self.encoder_hidden_states_proj = nn.Linear(dim, cross)
        self.text_encoder_hidden_states_norm = nn.LayerNorm(cross)

    def drop(self, zi, dropped):
        """Replaces z_i by the learned null where dropped [B] is true."""
        return torch.where(dropped[:, None], self.learned_classifier_free_guidance_embeddings, zi)

    def forward(self, zi, zt, hidden, mask):  # [B,D] [B,D] [B,L,D] [B,L]
        additive = self.embedding_proj(zt) + self.clip_image_embeddings_project_to_time_embeddings(zi)
        # Interleaved: channel c of extra token j is element 4c + j.
        extra = self.clip_extra_context_tokens_proj(zi).unflatten(-1, (-1, self.extra)).transpose(1, 2)
        text = self.text_encoder_hidden_states_norm(self.encoder_hidden_states_proj(hidden))
        context = torch.cat([extra, text], 1)  # [B,4+L,cross]
        return additive, context, nn.functional.pad(mask, (self.extra, 0), value=True)
