"""First weights with which an upsampler already answers with the picture it was given.

At high noise v ≈ −x_0, and x_0 is nearly the enlarged small picture: a network that starts from there learns edges at
once, where one that starts from nothing spends its first hundred thousand crops on copying. Nothing is added to the
architecture. The way of the small picture: conv_in → the skip of the stem → the shortcut of the last block →
conv_norm_out → SiLU → conv_out. Two steps of it are not linear, and are made so:

- SiLU(p) − SiLU(−p) = p, so every value travels as a pair ±p;
- a group norm that also holds a pair of large constants ±c has mean 0 and nearly always the deviation c/√(channels/2),
  which its gain undoes.
"""
import torch

LEVEL = 24.0  # c
POWER = 0.8  # mean square of a picture's values: mostly white


@torch.no_grad()
def residual(net):
    """Sets up the path in place and returns the network; the rest keeps its random weights."""
    values = net.conv_out.out_channels  # one for every pixel and colour under the fold
    size = net.conv_norm_out.num_channels // net.conv_norm_out.num_groups
    each = (size - 2) // 2  # values of a group, besides the constants
    last = net.up_blocks[-1].resnets[-1]
    channels = last.conv2.out_channels
    torch.nn.init.zeros_(net.conv_out.weight), torch.nn.init.zeros_(net.conv_out.bias)
    for i in range(values):
        plus = (i // each) * size + 2 * (i % each)
        enter(net.conv_in, i, values + i)
        through(last, plus, channels + i, 1.0)
        through(last, plus + 1, channels + i, -1.0)
        net.conv_out.weight[i, plus, 1, 1], net.conv_out.weight[i, plus + 1, 1, 1] = -1.0, 1.0
    for group in range(-(-values // each)):
        held = slice(group * size, (group + 1) * size)
        for at, sign in ((size - 2, 1.0), (size - 1, -1.0)):
            through(last, held.start + at, None, sign)
        net.conv_norm_out.weight[held] = (2 * (each * POWER + LEVEL**2) / size) ** 0.5
    return net


def enter(conv, channel, source):
    """Makes a channel of the stem the source itself."""
    conv.weight[channel], conv.bias[channel] = 0.0, 0.0
    conv.weight[channel, source, 1, 1] = 1.0


def through(block, channel, source, sign):
    """Makes a channel of the last block ± its source, or ± the constant where there is no source."""
    block.conv2.weight[channel], block.conv2.bias[channel] = 0.0, 0.0
    block.conv_shortcut.weight[channel], block.conv_shortcut.bias[channel] = 0.0, 0.0
    if source is None:
        block.conv_shortcut.bias[channel] = sign * LEVEL
    else:
        block.conv_shortcut.weight[channel, source] = sign
