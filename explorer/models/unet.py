"""The U-Net of Ho et al. 2020 (appendix B), with the parameter names of diffusers' UNet2DModel.

Knows only tensors: `time` here is the number the network was trained with, not the explorer's t.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .files.config import UNetConfig
from .layers import ACTIVATIONS, Attention, Downsample, ResnetBlock, TimeEmbedding, Upsample


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
        output: torch.Tensor = self.conv_out(F.silu(self.conv_norm_out(h)))
        return output

    def sinusoid(self, time: torch.Tensor) -> torch.Tensor:
        """Sinusoidal features of `time` (B,) -> (B, block_out_channels[0]) (Vaswani et al. 2017, section 3.5)."""
        angle = time[:, None].float() * self.frequencies(time.device)
        pair = [torch.cos(angle), torch.sin(angle)]
        features = torch.cat(pair if self.config.flip_sin_to_cos else pair[::-1], dim=1)
        return F.pad(features, (0, self.config.block_out_channels[0] % 2))

    def frequencies(self, device: torch.device | str = "cpu") -> torch.Tensor:
        """What the sinusoid multiplies the time with, (block_out_channels[0] // 2,)."""
        half = self.config.block_out_channels[0] // 2
        # In diffusers' order of operations, so that the large angles are rounded as there.
        exponent = -math.log(10000) * torch.arange(half, dtype=torch.float32, device=device)
        return torch.exp(exponent / (half - self.config.freq_shift))


def for_inference(network: UNet, device: str | torch.device) -> UNet:
    """The network itself, moved to a device: without dropout and gradients, laid out as convolutions like it."""
    network.eval().requires_grad_(False)
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types leave it out
    return network


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
        output: torch.Tensor = self.resnets[1](h, emb)
        return output


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
