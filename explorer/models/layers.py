"""The layers of a U-Net, as diffusers' UNet2DModel has them."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from .files.config import UNetConfig

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "silu": F.silu,
    "swish": F.silu,
    "mish": F.mish,
    "gelu": F.gelu,
    "relu": F.relu,
}


class TimeEmbedding(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.linear_1 = nn.Linear(inputs, outputs)
        self.linear_2 = nn.Linear(outputs, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.linear_2(F.silu(self.linear_1(x)))
        return y


class ResnetBlock(nn.Module):
    def __init__(self, config: UNetConfig, inputs: int, outputs: int, embedding: int, scale: float = 1.0):
        super().__init__()
        self.activation = ACTIVATIONS[config.act_fn]
        self.scale_shift = config.resnet_time_scale_shift == "scale_shift"
        self.output_scale = scale
        self.norm1 = nn.GroupNorm(config.norm_num_groups, inputs, eps=config.norm_eps)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time_emb_proj = nn.Linear(embedding, 2 * outputs if self.scale_shift else outputs)
        self.norm2 = nn.GroupNorm(config.norm_num_groups, outputs, eps=config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x: torch.Tensor, emb: torch.Tensor) -> torch.Tensor:
        h = self.conv1(self.activation(self.norm1(x)))
        shift = self.time_emb_proj(emb)[:, :, None, None]
        if self.scale_shift:
            scale, shift = shift.chunk(2, dim=1)
            h = self.norm2(h) * (1 + scale) + shift
        else:
            h = self.norm2(h + shift)
        h = self.conv2(self.dropout(self.activation(h)))
        if self.conv_shortcut is not None:
            x = self.conv_shortcut(x)
        return add(x, h, self.output_scale)


class Attention(nn.Module):
    """Self-attention over the pixels of a feature map, with a residual connection; not normalised for groups=None."""

    def __init__(self, config: UNetConfig, channels: int, groups: int | None, scale: float = 1.0):
        super().__init__()
        self.head_dim = config.attention_head_dim or channels
        self.output_scale = scale
        inner = channels // self.head_dim * self.head_dim
        self.group_norm = None if groups is None else nn.GroupNorm(groups, channels, eps=config.norm_eps)
        self.to_q = nn.Linear(channels, inner)
        self.to_k = nn.Linear(channels, inner)
        self.to_v = nn.Linear(channels, inner)
        self.to_out = nn.ModuleList([nn.Linear(inner, channels)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, channels, height, width = x.shape
        h = x if self.group_norm is None else self.group_norm(x)
        h = h.flatten(2).transpose(1, 2)  # (B, HW, C)
        q, k, v = (
            project(h).unflatten(2, (-1, self.head_dim)).transpose(1, 2)  # (B, heads, HW, head_dim)
            for project in (self.to_q, self.to_k, self.to_v)
        )
        h = attend(q, k, v).transpose(1, 2).flatten(2)  # (B, HW, inner)
        h = self.to_out[0](h).transpose(1, 2).reshape(batch, channels, height, width)
        return add(x, h, self.output_scale)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """softmax(q k^T / sqrt(head_dim)) v, shape of v."""
    if q.device.type == "cpu" and q.dtype == torch.bfloat16:  # its backward takes eight times as long as float32's
        with torch.autocast("cpu", enabled=False):
            return F.scaled_dot_product_attention(q.float(), k.float(), v.float()).to(v.dtype)
    return F.scaled_dot_product_attention(q, k, v)


def add(x: torch.Tensor, h: torch.Tensor, scale: float) -> torch.Tensor:
    """(x + h) / scale, in one pass over them for the usual scale of 1."""
    return x + h if scale == 1 else (x + h) / scale


class Downsample(nn.Module):
    def __init__(self, channels: int, padding: int):
        super().__init__()
        self.padding = padding
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=padding)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # Padding 0 in a config means one row and one column, at the right and at the bottom only.
        y: torch.Tensor = self.conv(F.pad(x, (0, 1, 0, 1)) if self.padding == 0 else x)
        return y


class Upsample(nn.Module):
    """Every pixel becomes a square of four equal ones, then a 3x3 convolution.

    Both together are one transposed convolution, whose 4x4 kernel holds the sums of the weights that meet the same
    pixel: 4 instead of 9 multiplications for each output.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        flipped = self.conv.weight.flip(2, 3).transpose(0, 1)  # (inputs, outputs, 3, 3)
        kernel = F.avg_pool2d(flipped, 2, stride=1, padding=1, divisor_override=1)  # sums over 2x2: (..., 4, 4)
        return F.conv_transpose2d(x, kernel, self.conv.bias, stride=2, padding=1)
