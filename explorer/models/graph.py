"""A U-Net as a graph for ncnn, whose Winograd convolutions make a step cheap on a CPU.

Knows the U-Net's blocks and ncnn's layers (github.com/Tencent/ncnn/wiki/operation-param-weight-table).
The graph has two inputs, the picture and the embedding of its time and label: that one is looked up outside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import torch
from torch import nn

from .layers import Attention, Downsample, ResnetBlock, Upsample
from .unet import UNet
from .walk import all_of, walk

Shape = tuple[int, int, int]  # channels, height, width


class Blob(NamedTuple):
    name: str
    shape: Shape


class Layer(NamedTuple):
    kind: str
    inputs: list[Blob]
    outputs: list[Blob]
    options: Mapping[int, object]


class Graph:
    """Layers in order of execution, and their weights in the order in which ncnn reads them."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.weights: list[bytes] = []
        self._blobs = 0

    def add(self, kind: str, inputs: list[Blob], shapes: list[Shape], options: Mapping[int, object]) -> list[Blob]:
        """Append a layer with one output for each of `shapes`; `options` are ncnn's numbered parameters."""
        outputs = [Blob(f"b{self._blobs + i}", shape) for i, shape in enumerate(shapes)]
        self._blobs += len(outputs)
        self.layers.append(Layer(kind, inputs, outputs, options))
        return outputs

    def weight(self, tensor: torch.Tensor, tagged: bool = False) -> None:
        """ncnn puts a zero tag before the weights that could also have been stored in half precision."""
        self.weights.append((b"\0\0\0\0" if tagged else b"") + tensor.detach().float().cpu().numpy().tobytes())

    def input(self, shape: Shape) -> Blob:
        return self.add("Input", [], [shape], {})[0]

    def conv(self, x: Blob, conv: nn.Conv2d, pad_after: int | None = None) -> Blob:
        """pad_after: rows and columns at the right and the bottom, if they differ from those at the left and top."""
        assert not isinstance(conv.padding, str) and conv.bias is not None  # the U-Net has no others
        before, size, stride = conv.padding[0], conv.kernel_size[0], conv.stride[0]
        after = before if pad_after is None else pad_after
        self.weight(conv.weight, tagged=True)
        self.weight(conv.bias)
        height, width = ((side + before + after - size) // stride + 1 for side in x.shape[1:])
        options = {0: conv.out_channels, 1: size, 3: stride, 4: before, 14: before, 15: after, 16: after}
        options |= {5: 1, 6: conv.weight.numel()}
        return self.add("Convolution", [x], [(conv.out_channels, height, width)], options)[0]

    def linear(self, x: Blob, *linears: nn.Linear) -> Blob:
        """Linear layers on the channels of each pixel, their outputs one after the other."""
        outputs = sum(linear.out_features for linear in linears)
        self.weight(torch.cat([linear.weight for linear in linears]), tagged=True)
        self.weight(torch.cat([linear.bias for linear in linears]))
        options = {0: outputs, 1: 1, 5: 1, 6: outputs * x.shape[0]}
        return self.add("Convolution", [x], [(outputs, *x.shape[1:])], options)[0]

    def norm(self, x: Blob, norm: nn.GroupNorm) -> Blob:
        self.weight(norm.weight)
        self.weight(norm.bias)
        return self.add("GroupNorm", [x], [x.shape], {0: norm.num_groups, 1: x.shape[0], 2: f"{norm.eps:e}", 3: 1})[0]

    def silu(self, x: Blob) -> Blob:
        return self.add("Swish", [x], [x.shape], {})[0]

    def plus(self, x: Blob, y: Blob | float) -> Blob:
        return self._binary(0, x, y)

    def times(self, x: Blob, y: Blob | float) -> Blob:
        return x if y == 1 else self._binary(2, x, y)

    def _binary(self, operation: int, x: Blob, y: Blob | float) -> Blob:
        if isinstance(y, Blob):
            return self.add("BinaryOp", [x, y], [x.shape], {0: operation})[0]
        return self.add("BinaryOp", [x], [x.shape], {0: operation, 1: 1, 2: f"{y:e}"})[0]

    def concat(self, x: Blob, y: Blob) -> Blob:
        return self.add("Concat", [x, y], [(x.shape[0] + y.shape[0], *x.shape[1:])], {0: 0})[0]

    def slice(self, x: Blob, channels: list[int]) -> list[Blob]:
        shapes = [(count, *x.shape[1:]) for count in channels]
        return self.add("Slice", [x], shapes, {-23300: ",".join(map(str, [len(channels), *channels]))})

    def reshape(self, x: Blob, shape: Shape) -> Blob:
        return self.add("Reshape", [x], [shape], {0: shape[2], 1: shape[1], 2: shape[0]})[0]

    def transpose(self, x: Blob) -> Blob:
        """Swap height and width."""
        return self.add("Permute", [x], [(x.shape[0], x.shape[2], x.shape[1])], {0: 1})[0]

    def attend(self, q: Blob, k: Blob, v: Blob) -> Blob:
        """Scaled dot-product attention over (heads, pixels, head_dim)."""
        return self.add("SDPA", [q, k, v], [q.shape], {5: 0})[0]

    def upsample(self, x: Blob) -> Blob:
        shape = (x.shape[0], 2 * x.shape[1], 2 * x.shape[2])
        return self.add("Interp", [x], [shape], {0: 1, 1: 2.0, 2: 2.0})[0]

    def text(self) -> str:
        """ncnn's .param format. A blob that is read more than once goes through a Split layer."""
        uses = Counter(blob for layer in self.layers for blob in layer.inputs)
        copies = {
            blob: [Blob(f"{blob.name}_{i}", blob.shape) for i in range(count)]
            for blob, count in uses.items()
            if count > 1
        }
        unread = {blob: iter(names) for blob, names in copies.items()}
        layers = []
        for layer in self.layers:
            inputs = [next(unread[blob]) if blob in unread else blob for blob in layer.inputs]
            layers.append(layer._replace(inputs=inputs))
            layers += [Layer("Split", [blob], copies[blob], {}) for blob in layer.outputs if blob in copies]
        count = sum(len(layer.outputs) for layer in layers)
        lines = [_line(f"l{i}", layer) for i, layer in enumerate(layers)]
        return "\n".join(["7767517", f"{len(layers)} {count}", *lines, ""])


def _line(name: str, layer: Layer) -> str:
    names = [blob.name for blob in (*layer.inputs, *layer.outputs)]
    # Told the shapes, ncnn chooses the best kind of Winograd convolution for each layer: 3, width, height, channels.
    hints = [number for blob in layer.outputs for number in (3, *blob.shape[::-1])]
    options = {**layer.options, -23330: ",".join(map(str, [len(hints), *hints]))}
    values = [f"{key}={value}" for key, value in options.items()]
    return " ".join([layer.kind, name, str(len(layer.inputs)), str(len(layer.outputs)), *names, *values])


class Exported(NamedTuple):
    """ncnn's two files, and the names of the blobs that go in and come out."""

    param: str
    weights: bytes
    picture: str
    embedding: str
    output: str


class Blocks:
    """A U-Net's blocks in ncnn's layers, for `walk`; `projected` are the embedding's shares in them, in their order."""

    def __init__(self, graph: Graph, projected: Iterable[Blob]):
        self._graph, self._projected = graph, iter(projected)

    def resnet(self, block: ResnetBlock, x: Blob) -> Blob:
        graph = self._graph
        h = graph.conv(graph.silu(graph.norm(x, block.norm1)), block.conv1)
        if block.scale_shift:
            scale, shift = graph.slice(next(self._projected), [block.conv1.out_channels] * 2)
            h = graph.plus(graph.times(graph.norm(h, block.norm2), graph.plus(scale, 1)), shift)
        else:
            h = graph.norm(graph.plus(h, next(self._projected)), block.norm2)
        h = graph.conv(graph.silu(h), block.conv2)
        if block.conv_shortcut is not None:
            x = graph.conv(x, block.conv_shortcut)
        return graph.times(graph.plus(x, h), 1 / block.output_scale)

    def attention(self, block: Attention, x: Blob) -> Blob:
        graph, (_, height, width) = self._graph, x.shape
        h = x if block.group_norm is None else graph.norm(x, block.group_norm)
        h = graph.linear(h, block.to_q, block.to_k, block.to_v)
        heads = block.to_q.out_features // block.head_dim
        h = graph.transpose(graph.reshape(h, (3 * heads, block.head_dim, height * width)))
        h = graph.transpose(graph.attend(*graph.slice(h, [heads] * 3)))
        h = graph.linear(graph.reshape(h, (heads * block.head_dim, height, width)), *all_of(nn.Linear, block.to_out))
        return graph.times(graph.plus(x, h), 1 / block.output_scale)

    def downsample(self, layer: Downsample, x: Blob) -> Blob:
        return self._graph.conv(x, layer.conv, pad_after=1)

    def upsample(self, layer: Upsample, x: Blob) -> Blob:
        return self._graph.conv(self._graph.upsample(x), layer.conv)

    def concat(self, x: Blob, y: Blob) -> Blob:
        return self._graph.concat(x, y)


def export(unet: UNet) -> Exported:
    """The graph for one picture (C, H, W) and the embedding (E, 1, 1) that the residual blocks project."""
    graph, config = Graph(), unet.config
    picture = graph.input((config.in_channels, config.sample_size, config.sample_size))
    projections = [module.time_emb_proj for module in unet.modules() if isinstance(module, ResnetBlock)]
    embedding = graph.input((projections[0].in_features, 1, 1))
    # One product for all blocks, in the order of their execution.
    widths = [projection.out_features for projection in projections]
    projected = graph.slice(graph.linear(embedding, *projections), widths)

    h = graph.conv(graph.plus(graph.times(picture, 2), -1) if config.center_input_sample else picture, unet.conv_in)
    h = walk(unet, Blocks(graph, projected), h)
    h = graph.conv(graph.silu(graph.norm(h, unet.conv_norm_out)), unet.conv_out)
    return Exported(graph.text(), b"".join(graph.weights), picture.name, embedding.name, h.name)
