"""The operations of a program, one after the other, each with what its kernel in unet.c takes, and their weights.

Knows how much memory the kernels need; not what they do.
"""

from typing import Any, NamedTuple

from torch import nn

from ..unet import UNet
from .arena import Buffer, Step, aligned

BLOCK = 16  # Winograd tiles at a time
ROWS = 64  # rows of a product at a time, where they are gathered first


class Map(NamedTuple):
    """A feature map in the memory, (side^2, channels)."""

    at: Buffer
    side: int
    channels: int


class Writer:
    """Collects steps, and the weights that they need."""

    def __init__(self, unet: UNet):
        self.steps: list[Step] = []
        self.weights: list[dict[str, Any]] = []
        self.packed = 0  # numbers so far
        self.staging = 0  # numbers of the largest tensors that are packed at once
        self._names = {module: name for name, module in unet.named_modules()}

    def map(self, side: int, channels: int) -> Map:
        return Map(rows_of(side * side, channels), side, channels)

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
        y, size = rows_of(rows, outputs), {"inputs": inputs, "outputs": outputs, "taps": 1}
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
        block = min(BLOCK, fours(((side + 3) // 4) ** 2))
        return self.add(
            "convolve", self.map(side, conv.out_channels), x=x.at,
            weights=self.weight("convolution", 36 * inputs * outputs, "weight", conv, **size),
            bias=self.vector("bias", conv), shift=shift, residual=residual, factor=factor, side=side,
            doubled=int(doubled), inputs=inputs, outputs=outputs, block=block,
            scratch=Buffer((36 * block + 1) * (inputs + outputs)),
        )  # fmt: skip

    def halve(self, x: Map, conv: nn.Conv2d, before: int) -> Map:
        """3x3 with stride 2."""
        inputs, outputs, block = padded(conv.in_channels), padded(conv.out_channels), min(ROWS, fours(x.side**2 // 4))
        size = {"inputs": conv.in_channels, "outputs": conv.out_channels, "taps": 9}
        return self.add(
            "halve", self.map(x.side // 2, conv.out_channels), x=x.at,
            weights=self.weight("product", 9 * inputs * outputs, "weight", conv, **size),
            bias=self.vector("bias", conv), side=x.side, before=before, inputs=inputs, outputs=outputs, block=block,
            scratch=Buffer(9 * block * inputs),
        )  # fmt: skip

    def attend(self, qkv: Buffer, side: int, heads: int, size: int) -> Map:
        """Of queries, keys and values (side^2, heads * size) side by side."""
        pixels, block = side**2, min(ROWS, fours(side**2))
        scratch = Buffer((pixels + block) * padded(size) + padded(pixels) * (size + block))
        y = self.map(side, heads * size)
        return self.add("attend", y, x=qkv, pixels=pixels, heads=heads, size=size, block=block, scratch=scratch)

    def embed(self, unet: UNet) -> Buffer:
        """The embedding of time and label that the residual blocks project, after its activation."""
        features, first, second = unet.config.block_out_channels[0], *_linears(unet)
        y = rows_of(1, features)
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


def padded(channels: int) -> int:
    return -(-channels // 8) * 8


def fours(rows: int) -> int:
    return -(-rows // 4) * 4


def rows_of(rows: int, channels: int) -> Buffer:
    return Buffer(fours(rows) * padded(channels))


def _linears(unet: UNet) -> tuple[nn.Linear, nn.Linear]:
    return unet.time_embedding.linear_1, unet.time_embedding.linear_2
