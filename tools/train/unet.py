"""The U-Net of decoder and upsamplers under its diffusers names; attention has the context's keys first."""
import torch
import torch.nn.functional as F
from torch import nn

from . import config, fused
from .attention import attend
from .timestep import TimeEmbedding


class Resnet(nn.Module):
    """Residual block modulated by the time embedding; may halve or double the map inside."""

    def __init__(self, c_in, c_out, time, groups, scale_shift, resample=None):
        super().__init__()
        self.resample, self.scale_shift = resample, scale_shift
        self.norm1, self.norm2 = nn.GroupNorm(groups, c_in), nn.GroupNorm(groups, c_out)
        self.conv1, self.conv2 = nn.Conv2d(c_in, c_out, 3, padding=1), nn.Conv2d(c_out, c_out, 3, padding=1)
        self.time_emb_proj = nn.Linear(time, c_out * (2 if scale_shift else 1))
        if c_in != c_out:
            self.conv_shortcut = nn.Conv2d(c_in, c_out, 1)

    def sized(self, x):
        if self.resample == "down":
            return F.avg_pool2d(x, 2)
        return F.interpolate(x, scale_factor=2.0, mode="nearest") if self.resample == "up" else x

    def timed(self, h, told):
        """The second norm, with the time as scale and shift behind it or added in front of it."""
        if self.scale_shift:
            return fused.norm(self.norm2, h, *told.chunk(2, 1))
        return fused.norm(self.norm2, h + told[:, :, None, None])

    def forward(self, x, e):  # e: SiLU of the time embedding
        h = self.conv1(self.sized(fused.norm(self.norm1, x)))
        h = self.conv2(self.timed(h, self.time_emb_proj(e)))
        x = self.sized(x)
        return h + (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x)


class Attention(nn.Module):
    """Every pixel attends to the context (first) and to all pixels."""

    def __init__(self, channels, cross, head_dim, groups):
        super().__init__()
        self.heads = channels // head_dim
        self.group_norm = nn.GroupNorm(groups, channels)
        self.to_q, self.to_k, self.to_v = (nn.Linear(channels, channels) for _ in range(3))
        self.add_k_proj, self.add_v_proj = nn.Linear(cross, channels), nn.Linear(cross, channels)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x, context, mask):  # mask [B,1,1,L+HW] true = visible
        b, c, h, w = x.shape
        n = fused.norm(self.group_norm, x, silu=False).permute(0, 2, 3, 1).reshape(b, h * w, c)
        k = torch.cat([self.add_k_proj(context), self.to_k(n)], 1)
        v = torch.cat([self.add_v_proj(context), self.to_v(n)], 1)
        q, k, v = (y.view(b, y.shape[1], self.heads, -1).transpose(1, 2) for y in (self.to_q(n), k, v))
        out = attend(q, k, v, mask).transpose(1, 2).reshape(b, h * w, c)
        return x + self.to_out[0](out).view(b, h, w, c).permute(0, 3, 1, 2)


class Level(nn.Module):
    """One resolution: resnets with attention after each, then a resampling resnet."""

    def __init__(self, inputs, c_out, attend, resample, make):
        super().__init__()
        self.resnets = nn.ModuleList(make.resnet(c, c_out) for c in inputs)
        if attend:
            self.attentions = nn.ModuleList(make.attention(c_out) for _ in inputs)
        if resample:
            name = "downsamplers" if resample == "down" else "upsamplers"
            setattr(self, name, nn.ModuleList([make.resnet(c_out, c_out, resample)]))

    def layer(self, i, x, e, context, mask):
        x = self.resnets[i](x, e)
        if not hasattr(self, "attentions"):
            return x
        return self.attentions[i](x, context, visible(mask, x))


class Maker:
    """Knows the sizes that all blocks of one U-Net share."""

    def __init__(self, cfg):
        self.time = 4 * cfg["block_out_channels"][0]
        self.cross, self.head_dim = cfg.get("cross_attention_dim"), cfg.get("attention_head_dim")
        self.groups, self.scale_shift = cfg["norm_num_groups"], cfg["resnet_time_scale_shift"] == "scale_shift"

    def resnet(self, c_in, c_out, resample=None):
        return Resnet(c_in, c_out, self.time, self.groups, self.scale_shift, resample)

    def attention(self, channels):
        return Attention(channels, self.cross, self.head_dim, self.groups)


class UNet(nn.Module):
    """(picture channels, t, additive embedding, context, context mask) → v or eps; without cross-attention all of
    the last three are absent."""

    def __init__(self, cfg):
        super().__init__()
        make, chans, layers = Maker(cfg), cfg["block_out_channels"], cfg["layers_per_block"]
        self.fold = cfg.get("pixel_unshuffle", 1)
        area, last = self.fold**2, len(chans) - 1
        self.time_embedding = TimeEmbedding(chans[0], make.time)
        self.conv_in = nn.Conv2d(cfg["in_channels"] * area, chans[0], 3, padding=1)
        self.down_blocks, skips, c = nn.ModuleList(), [chans[0]], chans[0]
        for i, (kind, c_out) in enumerate(zip(cfg["down_block_types"], chans)):
            inputs = [c] + [c_out] * (layers - 1)
            self.down_blocks.append(Level(inputs, c_out, "Attn" in kind, "down" if i < last else None, make))
            skips += [c_out] * (layers + (i < last))
            c = c_out
        self.mid_block = nn.Module()
        self.mid_block.resnets = nn.ModuleList([make.resnet(c, c), make.resnet(c, c)])
        if make.cross:
            self.mid_block.attentions = nn.ModuleList([make.attention(c)])
        self.up_blocks = nn.ModuleList()
        for i, (kind, c_out) in enumerate(zip(cfg["up_block_types"], reversed(chans))):
            inputs = []
            for _ in range(layers + 1):
                inputs.append(c + skips.pop())
                c = c_out
            self.up_blocks.append(Level(inputs, c_out, "Attn" in kind, "up" if i < last else None, make))
        self.conv_norm_out = nn.GroupNorm(make.groups, c)
        self.conv_out = nn.Conv2d(c, cfg["out_channels"] * area, 3, padding=1)

    def forward(self, x_t, t, additive=0.0, context=None, mask=None):  # [B,C,S,S] [B] [B,time] [B,L,cross] [B,L]
        e = F.silu(self.time_embedding(t) + additive)
        x = self.conv_in(F.pixel_unshuffle(x_t, self.fold) if self.fold > 1 else x_t)
        skips = [x]
        for level in self.down_blocks:
            for i in range(len(level.resnets)):
                x = level.layer(i, x, e, context, mask)
                skips.append(x)
            if hasattr(level, "downsamplers"):
                x = level.downsamplers[0](x, e)
                skips.append(x)
        x = self.middle(x, e, context, mask)
        for level in self.up_blocks:
            for i in range(len(level.resnets)):
                x = level.layer(i, torch.cat([x, skips.pop()], 1), e, context, mask)
            if hasattr(level, "upsamplers"):
                x = level.upsamplers[0](x, e)
        out = self.conv_out(fused.norm(self.conv_norm_out, x))
        return F.pixel_shuffle(out, self.fold) if self.fold > 1 else out

    def middle(self, x, e, context, mask):
        x = self.mid_block.resnets[0](x, e)
        if hasattr(self.mid_block, "attentions"):
            x = self.mid_block.attentions[0](x, context, visible(mask, x))
        return self.mid_block.resnets[1](x, e)


class Decoder(UNet):
    """(x_t [B,3,S,S], t, additive embedding, context, context mask) → v or eps."""

    def __init__(self, cfg=config.DECODER):
        super().__init__(cfg)


class Upsampler(UNet):
    """(x_t [B,3,S,S], low [B,3,S,S] the small picture enlarged bicubically, t) → v or eps. Convolutions only."""

    def __init__(self, cfg=config.UPSAMPLER):
        super().__init__(cfg)

    def forward(self, x_t, low, t):
        return super().forward(torch.cat([x_t, low], 1).contiguous(memory_format=torch.channels_last), t)


def visible(mask, x):
    """Context mask [B,L] → mask of all keys [B,1,1,L+HW]: every pixel is always visible."""
    return F.pad(mask, (0, x.shape[2] * x.shape[3]), value=True)[:, None, None]
