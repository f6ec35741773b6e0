"""A U-Net as a program for the engine on the visitor's device (unet.c, engine.js): plain data, without the weights.

Knows what the kernels in unet.c take and how much memory they need; not what they do.
"""

from typing import Any, NamedTuple

from torch import nn

from ..errors import ExplainedError
from ..layers import Attention, Downsample, ResnetBlock, Upsample
from ..unet import UNet
from ..walk import all_of, walk
from .arena import Buffer, Step, aligned, place

LARGEST = 64  # pixels a side: attention's scores and the time of a step grow fast
MOST_BYTES = 256 * 2**20  # all told; phones end a page that takes much more
BLOCK = 16  # Winograd tiles at a time
ROWS = 64  # rows of a product at a time, where they are gathered first


class NotCovered(ExplainedError):
    """A network that the engine cannot run; the message names what it has not."""


class Map(NamedTuple):
    """A feature map in the memory, (side^2, channels)."""

    at: Buffer
    side: int
    channels: int


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


class Writer:
    """Collects steps, and the weights that they need."""

    def __init__(self, unet: UNet):
        self.steps: list[Step] = []
        self.weights: list[dict[str, Any]] = []
        self.packed = aligned(1)  # numbers so far; nothing lies at 0, which stands for "none" in the kernels
        self.staging = 0
        self._names = {module: name for name, module in unet.named_modules()}

    def map(self, side: int, channels: int) -> Map:
        return Map(_rows(side * side, channels), side, channels)

    def add(self, do: str, y: Map, **values: Any) -> Map:
        self.steps.append({"do": do, **values, "y": y.at})
        return y

    def weight(self, pack: str, size: int, part: str, *modules: nn.Module, **values: int) -> int:
        """Where the modules' tensors `part` will lie, one after the other, as so many numbers."""
        tensors = [(f"{self._names[module]}.{part}", list(getattr(module, part).shape)) for module in modules]
        self.weights.append({"pack": pack, "tensors": tensors, **values, "to": self.packed, "size": size})
        self.staging = max(self.staging, sum(getattr(module, part).numel() for module in modules))
        at, self.packed = self.packed, aligned(self.packed + size)
        return at

    def vector(self, part: str, *modules: nn.Module) -> int:
        count = sum(len(getattr(module, part)) for module in modules)
        return self.weight("rows", padded(count), part, *modules, rows=1, width=count)

    def product(
        self, x: Buffer, rows: int, inputs: int, *modules: nn.Linear | nn.Conv2d, residual: Buffer | int | None = None,
        factor: float = 1, **values: Any,
    ) -> Buffer:  # fmt: skip
        """Linear layers or 1x1 convolutions of x (rows, inputs), their outputs side by side."""
        outputs = sum(len(module.weight) for module in modules)
        y, size = _rows(rows, outputs), {"inputs": inputs, "outputs": outputs, "taps": 1}
        weights = self.weight("product", padded(inputs) * padded(outputs), "weight", *modules, **size)
        step = {"do": "product", "x": x, "weights": weights, "y": y, "rows": rows, "inner": padded(inputs)}
        step |= {"columns": padded(outputs), "bias": self.vector("bias", *modules)}
        self.steps.append({**step, "residual": residual, "factor": factor, **values})
        return y

    def silu(self, x: Buffer) -> Buffer:
        y = Buffer(x.size)
        self.steps.append({"do": "silu", "x": x, "y": y, "count": x.size})
        return y

    def normalise(
        self, x: Map, norm: nn.GroupNorm, activate: bool, scale: Buffer | None = None
    ) -> Map:  # fmt: skip
        """`scale` holds a scale and then a shift for each channel."""
        return self.add(
            "normalise", self.map(x.side, x.channels), x=x.at, weight=self.vector("weight", norm),
            bias=self.vector("bias", norm), scale=scale, pixels=x.side**2, channels=x.channels, groups=norm.num_groups,
            eps=norm.eps, activate=int(activate), scratch=Buffer(2 * padded(x.channels)),
        )  # fmt: skip

    def convolve(
        self, x: Map, conv: nn.Conv2d, shift: Buffer | None = None, residual: Buffer | None = None, factor: float = 1,
        doubled: bool = False,
    ) -> Map:  # fmt: skip
        """3x3 with stride 1; of x with every pixel as a square of four if `doubled`."""
        side, inputs, outputs = x.side * (2 if doubled else 1), padded(conv.in_channels), padded(conv.out_channels)
        size = {"inputs": conv.in_channels, "outputs": conv.out_channels}
        block = min(BLOCK, _fours(((side + 3) // 4) ** 2))
        return self.add(
            "convolve", self.map(side, conv.out_channels), x=x.at,
            weights=self.weight("convolution", 36 * inputs * outputs, "weight", conv, **size),
            bias=self.vector("bias", conv), shift=shift, residual=residual, factor=factor, side=side,
            doubled=int(doubled), inputs=inputs, outputs=outputs, block=block,
            scratch=Buffer((36 * block + 1) * (inputs + outputs)),
        )  # fmt: skip

    def halve(self, x: Map, conv: nn.Conv2d, before: int) -> Map:
        """3x3 with stride 2."""
        inputs, outputs, block = padded(conv.in_channels), padded(conv.out_channels), min(ROWS, _fours(x.side**2 // 4))
        size = {"inputs": conv.in_channels, "outputs": conv.out_channels, "taps": 9}
        return self.add(
            "halve", self.map(x.side // 2, conv.out_channels), x=x.at,
            weights=self.weight("product", 9 * inputs * outputs, "weight", conv, **size),
            bias=self.vector("bias", conv), side=x.side, before=before, inputs=inputs, outputs=outputs, block=block,
            scratch=Buffer(9 * block * inputs),
        )  # fmt: skip

    def embed(self, unet: UNet) -> Buffer:
        """The embedding of time and label that the residual blocks project, after its activation."""
        features, first, second = unet.config.block_out_channels[0], *_linears(unet)
        y = _rows(1, features)
        self.steps.append({"do": "features", "y": y})
        hidden = self.silu(self.product(y, 1, features, first))
        table = None
        if (classes := unet.config.num_class_embeds) is not None:
            width = second.out_features
            table = self.weight("rows", classes * padded(width), "weight", unet.class_embedding, rows=classes,
                                width=width)  # fmt: skip
        # The label's row of the table is added where the product writes.
        return self.silu(
            self.product(hidden, 1, first.out_features, second, residual=table, labelled=table is not None)
        )


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
        rows = min(ROWS, _fours(pixels))
        scratch = Buffer((pixels + rows) * padded(size) + padded(pixels) * (size + rows))
        h = writer.add("attend", writer.map(x.side, inner), x=qkv, pixels=pixels, heads=inner // size, size=size,
                       block=rows, scratch=scratch)  # fmt: skip
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


def padded(channels: int) -> int:
    return -(-channels // 8) * 8


def _fours(rows: int) -> int:
    return -(-rows // 4) * 4


def _rows(rows: int, channels: int) -> Buffer:
    return Buffer(_fours(rows) * padded(channels))


def _linears(unet: UNet) -> tuple[nn.Linear, nn.Linear]:
    return unet.time_embedding.linear_1, unet.time_embedding.linear_2
