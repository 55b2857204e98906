"""Scaled dot-product attention, written out where PyTorch's own is slow."""
import torch
import torch.nn.functional as F


def attend(q, k, v, mask=None):
    """softmax(qkᵀ/√d + mask) v; mask is true where a key is seen. Written out on CPUs: the flash kernel's backward is
    several times slower at our sizes."""
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    logits = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    if mask is not None:
        logits = logits + torch.zeros(mask.shape, dtype=q.dtype).masked_fill(~mask, float("-inf"))
    return logits.softmax(-1) @ v


def causal(length, device):
    """[L,L]: each place sees itself and what comes before."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()
