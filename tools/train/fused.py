"""GroupNorm + scale-shift + SiLU as one CPU kernel (fused.c), with plain PyTorch wherever it does not apply."""
import ctypes
import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F

SOURCE = Path(__file__).with_name("fused.c")
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]


@functools.cache
def library():
    """The compiled kernel, or None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    name = "unclip_fused_" + hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    target = Path(tempfile.gettempdir()) / f"{name}.so"
    if not target.exists():
        partial = target.with_suffix(f".{os.getpid()}")
        built = subprocess.run([compiler, *FLAGS, str(SOURCE), "-o", str(partial), "-lmvec", "-lm"], capture_output=True)
        if built.returncode:
            return None
        os.replace(partial, target)
    return ctypes.CDLL(str(target))


def pointer(x):
    return ctypes.c_void_p(None if x is None else x.data_ptr())


class NormSilu(torch.autograd.Function):
    """x bf16 channels-last [B,C,H,W]; gamma, beta f32 [C]; scale, shift f32 [B,C] or None."""

    @staticmethod
    def forward(ctx, x, gamma, beta, scale, shift, groups, eps, silu):
        b, c, h, w = x.shape
        y = torch.empty_like(x)
        mean, rstd = torch.empty(2, b, groups)
        library().norm_forward(*map(pointer, (x, gamma, beta, scale, shift, y, mean, rstd)),
                               b, h * w, c, groups, ctypes.c_float(eps), silu)
        ctx.save_for_backward(x, gamma, beta, scale, shift, mean, rstd)
        ctx.silu = silu
        return y

    @staticmethod
    def backward(ctx, dy):
        x, gamma, beta, scale, shift, mean, rstd = ctx.saved_tensors
        b, c, h, w = x.shape
        dy = dy.to(torch.bfloat16).contiguous(memory_format=torch.channels_last)
        dx = torch.empty_like(x)
        s1, s2 = torch.empty(2, b, c)  # Σ du, Σ du·xhat
        library().norm_backward(*map(pointer, (dy, x, gamma, beta, scale, shift, mean, rstd, dx, s1, s2)),
                                b, h * w, c, mean.shape[1], ctx.silu)
        grow = 1 if scale is None else 1 + scale
        d_scale = None if scale is None else gamma * s2 + beta * s1
        return dx, (grow * s2).sum(0), (grow * s1).sum(0), d_scale, None if shift is None else s1, None, None, None


def norm(layer, x, scale=None, shift=None, silu=True):
    """silu(layer(x)·(1 + scale) + shift); scale and shift [B,C]."""
    if usable(x):
        given = [None if v is None else v.float().contiguous() for v in (scale, shift)]
        return NormSilu.apply(x, layer.weight, layer.bias, *given, layer.num_groups, layer.eps, int(silu))
    h = layer(x)
    if scale is not None:
        h = h * (1 + scale[:, :, None, None]) + shift[:, :, None, None]
    return F.silu(h) if silu else h


def usable(x):
    dense = x.dtype == torch.bfloat16 and x.device.type == "cpu" and x.is_contiguous(memory_format=torch.channels_last)
    return dense and library() is not None
