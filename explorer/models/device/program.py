"""A U-Net as a program for the engine on the visitor's device (unet.c, engine.js): plain data, without the weights.

Knows the blocks and what the engine covers; the single operations are in writer.py.
"""

from typing import Any

from torch import nn

from ..errors import ExplainedError
from ..layers import Attention, Downsample, ResnetBlock, Upsample
from ..unet import UNet
from ..walk import all_of, walk
from .arena import Buffer, place
from .writer import Map, Writer

LARGEST = 64  # pixels a side: attention's scores and the time of a step grow fast
MOST_BYTES = 256 * 2**20  # all told; phones end a page that takes much more


class NotCovered(ExplainedError):
    """A network that the engine cannot run; the message names what it has not."""


def program(unet: UNet) -> dict[str, Any]:
    """What the engine does for one answer, JSON-able. The weights bear their names in the checkpoint's file.

    All places and sizes are counted in float32 numbers from the start of the engine's memory:

    channels    of the picture that goes in, and of the one that comes out
    side        pixels
    classes     how many labels, or null for none
    centred     whether the picture is 2x - 1 before it goes in
    frequencies, cosine_first, features   the sinusoid of the time, and how many numbers it has
    weights     what is packed where: "tensors" (name, shape) go one after the other into the kernel "pack"
    staging     where there is room for the tensors of one of `weights`, before the first step
    steps       "do" names the operation, in the order of execution; the rest is what it takes
    size        of the whole memory

    Raises NotCovered for what the kernels have not: another activation than silu, larger pictures, too large a network.
    """
    config = unet.config
    if config.act_fn not in ("silu", "swish"):
        raise NotCovered("The activation {name} is not calculated on a visitor's device.", name=config.act_fn)
    if config.sample_size > LARGEST:
        raise NotCovered(
            "A visitor's device calculates pictures of at most {most} pixels a side, not {size}.",
            most=LARGEST,
            size=config.sample_size,
        )
    writer = Writer(unet)
    embedding = writer.embed(unet)
    picture = writer.add("picture", writer.map(config.sample_size, config.in_channels))
    blocks = Blocks(writer, embedding)
    h = walk(unet, blocks, writer.convolve(picture, unet.conv_in))
    h = writer.convolve(writer.normalise(h, unet.conv_norm_out, activate=True), unet.conv_out)
    writer.steps.append({"do": "answer", "x": h.at})

    places, end = place(writer.steps, writer.packed)
    end = max(end, writer.packed + writer.staging)
    if 4 * end > MOST_BYTES:
        raise NotCovered(
            "This network has too many parameters: on a visitor's device it would need {needed} MB of memory, and may "
            "take {most}.",
            needed=round(4 * end / 2**20),
            most=MOST_BYTES // 2**20,
        )
    return {
        "channels": [config.in_channels, config.out_channels],
        "side": config.sample_size,
        "classes": config.num_class_embeds,
        "centred": config.center_input_sample,
        "frequencies": unet.frequencies().tolist(),
        "cosine_first": config.flip_sin_to_cos,
        "features": config.block_out_channels[0],
        "weights": writer.weights,
        "staging": writer.packed,
        "steps": [{key: places[value] if isinstance(value, Buffer) else value for key, value in step.items()}
                  for step in writer.steps],
        "size": end,
    }  # fmt: skip


class Blocks:
    """A U-Net's blocks in steps, for `walk`."""

    def __init__(self, writer: Writer, embedding: Buffer):
        self._writer, self._embedding = writer, embedding

    def resnet(self, block: ResnetBlock, x: Map) -> Map:
        writer, scaled = self._writer, block.scale_shift
        projection = block.time_emb_proj
        share = writer.product(self._embedding, 1, projection.in_features, projection)
        h = writer.normalise(x, block.norm1, activate=True)
        h = writer.convolve(h, block.conv1, shift=None if scaled else share)
        h = writer.normalise(h, block.norm2, activate=True, scale=share if scaled else None)
        residual = x.at
        if block.conv_shortcut is not None:
            residual = writer.product(x.at, x.side**2, x.channels, block.conv_shortcut)
        return writer.convolve(h, block.conv2, residual=residual, factor=1 / block.output_scale)

    def attention(self, block: Attention, x: Map) -> Map:
        writer, pixels = self._writer, x.side**2
        h = x if block.group_norm is None else writer.normalise(x, block.group_norm, activate=False)
        size, inner = block.head_dim, block.to_q.out_features
        qkv = writer.product(h.at, pixels, x.channels, block.to_q, block.to_k, block.to_v)
        h = writer.attend(qkv, x.side, inner // size, size)
        out = all_of(nn.Linear, block.to_out)
        return x._replace(at=writer.product(h.at, pixels, inner, *out, residual=x.at, factor=1 / block.output_scale))

    def downsample(self, layer: Downsample, x: Map) -> Map:
        return self._writer.halve(x, layer.conv, before=layer.padding)

    def upsample(self, layer: Upsample, x: Map) -> Map:
        return self._writer.convolve(x, layer.conv, doubled=True)

    def concat(self, x: Map, y: Map) -> Map:
        both = self._writer.map(x.side, x.channels + y.channels)
        return self._writer.add("concatenate", both, a=x.at, a_channels=x.channels, b=y.at, b_channels=y.channels,
                                pixels=x.side**2)  # fmt: skip
