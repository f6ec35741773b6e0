"""The U-Net of Ho et al. 2020 (appendix B), with the parameter names of diffusers' UNet2DModel.

Knows only tensors: `time` here is the number the network was trained with, not the explorer's t.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .config import UNetConfig

ACTIVATIONS = {"silu": F.silu, "swish": F.silu, "mish": F.mish, "gelu": F.gelu, "relu": F.relu}


class UNet(nn.Module):
    """eps_hat = unet(x (B, C, H, W), time (B,), label (B,) or None), shape of x.

    Height and width must be divisible by 2 ** (number of blocks - 1). A network with a class
    embedding needs `label`, indices in 0..num_class_embeds-1.
    """

    def __init__(self, config: UNetConfig):
        super().__init__()
        self.config = config
        widths = config.block_out_channels
        embedding = config.time_embedding_dim or 4 * widths[0]
        self.conv_in = nn.Conv2d(config.in_channels, widths[0], 3, padding=1)
        self.time_embedding = TimeEmbedding(widths[0], embedding)
        if config.num_class_embeds is not None:
            self.class_embedding = nn.Embedding(config.num_class_embeds, embedding)

        inputs = (widths[0], *widths[:-1])
        last = len(widths) - 1
        self.down_blocks = nn.ModuleList(
            DownBlock(config, kind.startswith("Attn"), inputs[i], widths[i], embedding, downsample=i < last)
            for i, kind in enumerate(config.down_block_types)
        )
        self.mid_block = MidBlock(config, widths[-1], embedding)
        outputs = (*widths[::-1], widths[0])
        self.up_blocks = nn.ModuleList(
            UpBlock(
                config,
                kind.startswith("Attn"),
                below=outputs[max(i - 1, 0)],
                channels=outputs[i],
                skip_last=outputs[i + 1],
                embedding=embedding,
                upsample=i < last,
            )
            for i, kind in enumerate(config.up_block_types)
        )
        self.conv_norm_out = nn.GroupNorm(config.norm_num_groups, widths[0], eps=config.norm_eps)
        self.conv_out = nn.Conv2d(widths[0], config.out_channels, 3, padding=1)

    def forward(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        if self.config.center_input_sample:
            x = 2 * x - 1
        emb = self.time_embedding(self.sinusoid(time).to(x.dtype))
        if self.config.num_class_embeds is not None:
            emb = emb + self.class_embedding(label)
        emb = ACTIVATIONS[self.config.act_fn](emb)  # every residual block begins its projection with it

        h = self.conv_in(x)
        skips = [h]
        for block in self.down_blocks:
            h = block(h, emb, skips)
        h = self.mid_block(h, emb)
        for block in self.up_blocks:
            h = block(h, emb, skips)
        return self.conv_out(F.silu(self.conv_norm_out(h)))

    def sinusoid(self, time: torch.Tensor) -> torch.Tensor:
        """Sinusoidal features of `time` (B,) -> (B, block_out_channels[0]) (Vaswani et al. 2017, section 3.5)."""
        width = self.config.block_out_channels[0]
        half = width // 2
        # In diffusers' order of operations, so that the large angles are rounded as there.
        exponent = -math.log(10000) * torch.arange(half, dtype=torch.float32, device=time.device)
        angle = time[:, None].float() * torch.exp(exponent / (half - self.config.freq_shift))
        pair = [torch.cos(angle), torch.sin(angle)]
        features = torch.cat(pair if self.config.flip_sin_to_cos else pair[::-1], dim=1)
        return F.pad(features, (0, width % 2))


class TimeEmbedding(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.linear_1 = nn.Linear(inputs, outputs)
        self.linear_2 = nn.Linear(outputs, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear_2(F.silu(self.linear_1(x)))


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
        return self.conv(F.pad(x, (0, 1, 0, 1)) if self.padding == 0 else x)


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


class DownBlock(nn.Module):
    def __init__(
        self, config: UNetConfig, attention: bool, inputs: int, outputs: int, embedding: int, downsample: bool
    ):
        super().__init__()
        layers = config.layers_per_block
        self.resnets = nn.ModuleList(
            ResnetBlock(config, inputs if i == 0 else outputs, outputs, embedding) for i in range(layers)
        )
        groups = config.norm_num_groups
        self.attentions = nn.ModuleList(Attention(config, outputs, groups) for _ in range(layers if attention else 0))
        self.downsamplers = nn.ModuleList([Downsample(outputs, config.downsample_padding)] if downsample else [])

    def forward(self, h: torch.Tensor, emb: torch.Tensor, skips: list[torch.Tensor]) -> torch.Tensor:
        """Appends each of its outputs to `skips`."""
        for i, resnet in enumerate(self.resnets):
            h = resnet(h, emb)
            if self.attentions:
                h = self.attentions[i](h)
            skips.append(h)
        for downsampler in self.downsamplers:
            h = downsampler(h)
            skips.append(h)
        return h


class MidBlock(nn.Module):
    def __init__(self, config: UNetConfig, channels: int, embedding: int):
        super().__init__()
        scale = config.mid_block_scale_factor
        self.resnets = nn.ModuleList(ResnetBlock(config, channels, channels, embedding, scale) for _ in range(2))
        usual = config.norm_num_groups if config.resnet_time_scale_shift == "default" else None
        groups = config.attn_norm_num_groups or usual
        self.attentions = nn.ModuleList(
            Attention(config, channels, groups, scale) for _ in range(1 if config.add_attention else 0)
        )

    def forward(self, h: torch.Tensor, emb: torch.Tensor) -> torch.Tensor:
        h = self.resnets[0](h, emb)
        for attention in self.attentions:
            h = attention(h)
        return self.resnets[1](h, emb)


class UpBlock(nn.Module):
    def __init__(
        self,
        config: UNetConfig,
        attention: bool,
        below: int,
        channels: int,
        skip_last: int,
        embedding: int,
        upsample: bool,
    ):
        super().__init__()
        layers = config.layers_per_block + 1
        self.resnets = nn.ModuleList(
            ResnetBlock(
                config,
                (below if i == 0 else channels) + (skip_last if i == layers - 1 else channels),
                channels,
                embedding,
            )
            for i in range(layers)
        )
        groups = config.norm_num_groups
        self.attentions = nn.ModuleList(Attention(config, channels, groups) for _ in range(layers if attention else 0))
        self.upsamplers = nn.ModuleList([Upsample(channels)] if upsample else [])

    def forward(self, h: torch.Tensor, emb: torch.Tensor, skips: list[torch.Tensor]) -> torch.Tensor:
        """Takes its inputs off the end of `skips`."""
        for i, resnet in enumerate(self.resnets):
            h = resnet(torch.cat([h, skips.pop()], dim=1), emb)
            if self.attentions:
                h = self.attentions[i](h)
        for upsampler in self.upsamplers:
            h = upsampler(h)
        return h
