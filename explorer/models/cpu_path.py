"""The fast path of a U-Net on a CPU: ncnn, whose Winograd convolutions make a step cheap there."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from .graph import Exported, export
from .inputs import are_usual
from .unet import UNet

if TYPE_CHECKING:
    import ncnn

    Memory = tuple[ncnn.PoolAllocator, ncnn.PoolAllocator]

CPU = torch.device("cpu")
PROBE_EVERY, FORGET_S = 20, 0.5


class FastNetwork:
    """Called as the UNet is, but does not follow later changes of its weights.

    What the graph was not made for is left to the UNet: other sizes, types and devices, times beyond 0..T-1, gradients.

    A batch runs side by side, one thread a picture. Fewer pictures than threads run one after the other, with
    all threads or with one, whichever is quicker at the moment: that depends on what else the machine is doing.
    """

    def __init__(self, network: UNet, T: int, threads: int | None = None):
        """threads: as many as torch has, if not said."""
        import ncnn  # here, so that without it the plain path stays

        self._ncnn, self._network = ncnn, network
        self.threads = threads or torch.get_num_threads()
        self._embedding = network.class_embedding if network.config.num_class_embeds is not None else None
        self._shape = (network.config.in_channels, network.config.sample_size, network.config.sample_size)
        with torch.no_grad():
            self._times = network.time_embedding(network.sinusoid(torch.arange(T)))  # (T, E)
        self._graph = export(network)  # ncnn reads the weights where they are: keep them
        self._one, self._all = load(self._graph, 1), load(self._graph, self.threads)
        self._pool = ThreadPoolExecutor(max(1, self.threads - 1), "ncnn")
        self._memory: list[Memory] = []  # what ncnn calculates in, for each picture at work
        self._pace = Pace()

    def __call__(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return (self._answer if self.knows(x, time, label) else self._network)(x, time, label)

    def knows(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> bool:
        """Whether the graph was made for such inputs."""
        indices = [time] if self._embedding is None else [time, label]
        usual = are_usual(x, indices, self._shape, CPU)
        return usual and int(time.min()) >= 0 and int(time.max()) < len(self._times)

    @torch.no_grad()
    def _answer(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        embedding = self._times[time]
        if self._embedding is not None:
            embedding = embedding + self._embedding(label)
        embeddings = F.silu(embedding).numpy()
        pictures = x.contiguous().numpy()
        outputs = np.empty_like(pictures)
        waiting = iter(range(len(x)))

        def work(net: "ncnn.Net") -> None:
            # Threads that share memory blocks slow each other down, much so where their cores lie far apart.
            memory = self._memory.pop() if self._memory else (self._ncnn.PoolAllocator(), self._ncnn.PoolAllocator())
            for i in waiting:
                outputs[i] = self._predict(net, memory, pictures[i], embeddings[i])
            self._memory.append(memory)

        if len(x) >= self.threads:
            helpers = [self._pool.submit(work, self._one) for _ in range(self.threads - 1)]
            work(self._one)
            for helper in helpers:
                helper.result()
        else:
            start, alone = perf_counter(), self._pace.choose()
            work(self._one if alone else self._all)
            self._pace.note(alone, (perf_counter() - start) / len(x))
        return torch.from_numpy(outputs)

    def _predict(self, net: "ncnn.Net", memory: "Memory", picture: np.ndarray, embedding: np.ndarray) -> np.ndarray:
        Mat = self._ncnn.Mat
        extractor = net.create_extractor()
        extractor.set_blob_allocator(memory[0])
        extractor.set_workspace_allocator(memory[1])
        extractor.input(self._graph.picture, Mat(picture).clone())  # ncnn may work in its input
        extractor.input(self._graph.embedding, Mat(embedding[:, None, None]).clone())
        answer: np.ndarray = extractor.extract(self._graph.output)[1].numpy().copy()
        return answer


def load(graph: Exported, threads: int) -> "ncnn.Net":
    """ncnn's network for so many threads, in float32 throughout."""
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    net.load_param_mem(graph.param)
    net.load_model_mem(graph.weights)
    return net


class Pace:
    """Whether one thread alone is quicker than all together at the moment.

    A `FastNetwork` asks it with `choose` before it looks at fewer pictures than it has threads, and tells it with
    `note` afterwards how long each picture took. One thread hardly changes its pace; all together do, with what else
    the machine is doing. So where one is the quicker, all are tried again now and then, and after a pause.
    """

    def __init__(self, clock: Callable[[], float] = perf_counter):
        self._clock = clock
        self._seconds: dict[bool, float] = {}  # by "alone"
        self._tried, self._last = 0, clock()
        self._lock = threading.Lock()

    def choose(self) -> bool:
        with self._lock:
            if len(self._seconds) < 2:
                return False in self._seconds
            if self._seconds[False] <= self._seconds[True]:
                return False
            self._tried += 1
            return self._tried % PROBE_EVERY != 0 and self._clock() - self._last < FORGET_S

    def note(self, alone: bool, seconds: float) -> None:
        with self._lock:
            self._last = self._clock()
            old = self._seconds.get(alone, seconds)
            new_together = not alone and old > self._seconds.get(True, math.inf)  # a try: the past does not count
            self._seconds[alone] = seconds if new_together else 0.7 * old + 0.3 * seconds
