"""The fast path of a U-Net on an NVIDIA GPU: CUDA graphs, for a small network's kernels are done before Python has
launched the next one. They compute in the network's own type: in bfloat16 the answer of the digits' network is 0.03
off, thirty times as far as runtime.TOLERANCE allows.
"""

import threading
from collections.abc import Callable
from typing import NamedTuple

import torch

from .inputs import are_usual
from .memory import left, numbers_per_pixel
from .unet import UNet

BATCHES = (1, 2, 4, 8, 16, 32, 64)  # a graph each, captured when it is first asked for
WARM_UP = 3  # calls before a capture, in which libraries choose their kernels and take their workspaces
SHARE = 0.25  # of the memory that is left, for what a graph calculates in: it keeps that

Replay = Callable[[], None]
Capture = Callable[[Callable[[], torch.Tensor]], tuple[Replay, torch.Tensor]]


class Graph(NamedTuple):
    """`replay` calculates `answer` from what lies in x, time and label; all of them stay where they are."""

    x: torch.Tensor
    time: torch.Tensor
    label: torch.Tensor | None
    answer: torch.Tensor
    replay: Replay


def captured(work: Callable[[], torch.Tensor]) -> tuple[Replay, torch.Tensor]:
    """What `work` has the GPU do, to be done again by one call, and where its answer then lies."""
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UP):
            work()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, capture_error_mode="thread_local"):  # other threads may use the GPU meanwhile
        answer = work()
    return graph.replay, answer


class GraphNetwork:
    """Called as the UNet is. A batch is answered by the smallest graph that has room for it.

    What there is no graph for is left to the UNet: other sizes and types, larger batches, gradients, and a batch whose
    graph would take too much memory.
    """

    def __init__(self, network: UNet, capture: Capture = captured):
        self._network, self._capture = network, capture
        self._like = next(network.parameters())
        self._classes = network.config.num_class_embeds is not None
        self._shape = (network.config.in_channels, network.config.sample_size, network.config.sample_size)
        self._graphs: dict[int, Graph | None] = {}
        self._lock = threading.Lock()  # a graph has one place for its answer

    def __call__(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        if self.knows(x, time, label):
            on_its_gpu = torch.cuda.device_of(x)  # type: ignore[no-untyped-call]
            with self._lock, torch.no_grad(), on_its_gpu:
                if graph := self._graph_for(len(x)):
                    return ask(graph, x, time, label)
        answer: torch.Tensor = self._network(x, time, label)
        return answer

    def knows(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> bool:
        """Whether a graph may answer such inputs."""
        indices = [time] if not self._classes else [time, label]
        learns = torch.is_grad_enabled() and self._like.requires_grad
        return len(x) <= BATCHES[-1] and not learns and are_usual(x, indices, self._shape, self._like.device)

    def _graph_for(self, count: int) -> Graph | None:
        size = next(batch for batch in BATCHES if batch >= count)
        if size not in self._graphs:
            self._graphs[size] = self._graph_of(size)
        return self._graphs[size]

    def _graph_of(self, size: int) -> Graph | None:
        """None if it would take too much memory, or cannot be had."""
        pixels = self._shape[1] * self._shape[2]
        needed = numbers_per_pixel(self._network.config) * pixels * self._like.element_size() * size
        if needed > SHARE * left(self._like.device):
            return None
        x = self._like.new_zeros((size, *self._shape))
        time = torch.zeros(size, dtype=torch.int64, device=x.device)
        label = torch.zeros_like(time) if self._classes else None
        try:
            replay, answer = self._capture(lambda: self._network(x, time, label))
        except RuntimeError:  # something in it cannot be captured on this GPU
            return None
        return Graph(x, time, label, answer, replay)


def ask(graph: Graph, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None) -> torch.Tensor:
    """The answer for a batch that the graph has room for; what it had before fills the rest."""
    count = len(x)
    graph.x[:count].copy_(x)
    graph.time[:count].copy_(time)
    if graph.label is not None:
        assert label is not None  # as GraphNetwork.knows has seen
        graph.label[:count].copy_(label)
    graph.replay()
    return graph.answer[:count].clone()
