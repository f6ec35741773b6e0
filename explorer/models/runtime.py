"""Where a network runs, and what makes a step cheap there."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from .errors import ExplainedError
from .graph import Exported, export
from .network import NetworkDenoiser
from .unet import UNet

if TYPE_CHECKING:
    import ncnn

    Memory = tuple[ncnn.PoolAllocator, ncnn.PoolAllocator]

MAX_PARAMETERS = 40_000_000  # Winograd's transformed weights take several times the memory of the network
MAX_T = 4000
TOLERANCE = 1e-3
PROBE_EVERY, FORGET_S = 20, 0.5


class DeviceError(ExplainedError):
    """A device that this machine does not have; the message says what to do."""


def pick_device(name: str) -> str:
    """For "auto" what is there of "cuda", "mps" and "cpu"; another name is checked and returned."""
    if name == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.zeros(1, device=name).item()  # a device that holds nothing, as "meta", fails here
    except (RuntimeError, AssertionError, ImportError, TypeError):
        raise DeviceError(
            "This machine has no device {name!r}. Use --device auto or --device cpu.", name=name
        ) from None
    return name


def accelerate(denoiser: NetworkDenoiser, threads: int | None = None) -> bool:
    """Prepare the fast path of a U-Net on the CPU and switch `denoiser` to it; True if that was done.

    Takes about a second for a small network; the plain path can be used meanwhile, and the switch may
    come in the middle of a chain. The fast path is taken only if it says the same, to TOLERANCE.
    """
    network = denoiser.network
    if network.config.act_fn not in ("silu", "swish"):
        return False  # the graph has no other
    weight = next(network.parameters())
    parameters = sum(weight.numel() for weight in network.parameters())
    if (weight.device.type, weight.dtype) != ("cpu", torch.float32):
        return False
    if parameters > MAX_PARAMETERS or denoiser.schedule.T > MAX_T:
        return False
    try:
        fast = FastNetwork(network, MAX_T, threads)  # it may be asked under a longer schedule than its own
    except (ImportError, OSError):  # no ncnn for this machine
        return False
    if not fast.equals(network):
        return False
    denoiser.run = fast
    return True


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
        return (
            x.shape[1:] == self._shape
            and len(x) > 0
            and (x.dtype, x.device.type) == (torch.float32, "cpu")
            and not (torch.is_grad_enabled() and x.requires_grad)
            and not torch.is_autocast_enabled("cpu")
            and all(
                torch.is_tensor(index)
                and index.shape == (len(x),)
                and (index.dtype, index.device.type) == (torch.int64, "cpu")
                for index in indices
            )
            and int(time.min()) >= 0
            and int(time.max()) < len(self._times)
        )

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

    def equals(self, network: UNet) -> bool:
        """Whether both say the same, to TOLERANCE, of three noises at three times, in every way of running."""
        x = torch.randn((3, *self._shape), generator=torch.Generator().manual_seed(0))
        time = torch.linspace(0, len(self._times) - 1, 3).long()
        label = None if self._embedding is None else torch.arange(3) % self._embedding.num_embeddings
        with torch.no_grad():
            said = network(x, time, label)
        ones = [self(x[i : i + 1], time[i : i + 1], None if label is None else label[i : i + 1]) for i in range(3)]
        return all((answer - said).abs().max() <= TOLERANCE for answer in (self(x, time, label), torch.cat(ones)))


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
