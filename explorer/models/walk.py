"""The way through a U-Net, block by block, for whoever turns it into something else. Knows no layer's inside."""

from typing import Protocol, TypeVar

from torch import nn

from .layers import Attention, Downsample, ResnetBlock, Upsample
from .unet import DownBlock, UNet, UpBlock

M = TypeVar("M", bound=nn.Module)
V = TypeVar("V")  # what stands for a feature map


class Builder(Protocol[V]):
    """What each block becomes: takes feature maps, returns the block's output."""

    def resnet(self, block: ResnetBlock, x: V) -> V: ...

    def attention(self, block: Attention, x: V) -> V: ...

    def downsample(self, layer: Downsample, x: V) -> V: ...

    def upsample(self, layer: Upsample, x: V) -> V: ...

    def concat(self, x: V, y: V) -> V: ...


def walk(unet: UNet, builder: Builder[V], h: V) -> V:
    """From conv_in's output to conv_norm_out's input, in the order of execution."""
    skips = [h]
    for down in all_of(DownBlock, unet.down_blocks):
        attentions = all_of(Attention, down.attentions)
        for i, layer in enumerate(all_of(ResnetBlock, down.resnets)):
            h = builder.resnet(layer, h)
            if attentions:
                h = builder.attention(attentions[i], h)
            skips.append(h)
        for downsampler in all_of(Downsample, down.downsamplers):
            h = builder.downsample(downsampler, h)
            skips.append(h)
    first, last = all_of(ResnetBlock, unet.mid_block.resnets)
    h = builder.resnet(first, h)
    for middle in all_of(Attention, unet.mid_block.attentions):
        h = builder.attention(middle, h)
    h = builder.resnet(last, h)
    for up in all_of(UpBlock, unet.up_blocks):
        attentions = all_of(Attention, up.attentions)
        for i, layer in enumerate(all_of(ResnetBlock, up.resnets)):
            h = builder.resnet(layer, builder.concat(h, skips.pop()))
            if attentions:
                h = builder.attention(attentions[i], h)
        for upsampler in all_of(Upsample, up.upsamplers):
            h = builder.upsample(upsampler, h)
    return h


def all_of(kind: type[M], modules: nn.ModuleList) -> list[M]:
    """The modules as what they are, all of one kind: a ModuleList's type does not say it."""
    found = [module for module in modules if isinstance(module, kind)]
    assert len(found) == len(modules)
    return found
