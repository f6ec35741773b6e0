"""Where a network runs, and the quickest way to ask it there."""

import torch

from .cpu_path import FastNetwork
from .cuda_path import GraphNetwork
from .errors import ExplainedError
from .network import NetworkDenoiser
from .splitting import Run
from .unet import UNet

MAX_PARAMETERS = 40_000_000  # Winograd's transformed weights take several times the memory of the network
MAX_T = 4000
TOLERANCE = 1e-3


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
    """Prepare the fast path of a U-Net where it is, and switch `denoiser` to it; True if that was done.

    Takes about a second for a small network; the plain path can be used meanwhile, and the switch may
    come in the middle of a chain.
    """
    fast = fast_path(denoiser.network, denoiser.schedule.T, threads)
    if fast is not None:
        denoiser.run = fast
    return fast is not None


def fast_path(network: UNet, T: int, threads: int | None = None) -> Run | None:
    """What answers as the network does, to TOLERANCE, and sooner; None if there is no such thing for it here.

    T: of the schedule under which it is asked. threads: of a CPU, as many as torch has, if not said.
    """
    weight = next(network.parameters())
    if weight.dtype != torch.float32:
        return None
    if weight.device.type == "cuda":
        graphs = GraphNetwork(network)
        return graphs if equal(graphs, network, T) else None
    parameters = sum(weight.numel() for weight in network.parameters())
    knows = network.config.act_fn in ("silu", "swish")  # the graph has no other
    if weight.device.type != "cpu" or not knows or parameters > MAX_PARAMETERS or T > MAX_T:
        return None
    try:
        fast = FastNetwork(network, MAX_T, threads)  # it may be asked under a longer schedule than its own
    except (ImportError, OSError):  # no ncnn for this machine
        return None
    return fast if equal(fast, network, MAX_T) else None


@torch.no_grad()
def equal(fast: Run, network: UNet, T: int) -> bool:
    """Whether both say the same, to TOLERANCE, of three noises at three times, together and one by one."""
    config, device = network.config, next(network.parameters()).device
    shape = (3, config.in_channels, config.sample_size, config.sample_size)
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0)).to(device)
    time = torch.linspace(0, T - 1, 3).long().to(device)
    label = None if config.num_class_embeds is None else torch.arange(3, device=device) % config.num_class_embeds
    said = network(x, time, label)
    ones = [fast(x[i : i + 1], time[i : i + 1], None if label is None else label[i : i + 1]) for i in range(3)]
    return all(bool((answer - said).abs().max() <= TOLERANCE) for answer in (fast(x, time, label), torch.cat(ones)))


class OnDemand:
    """Called as the UNet is: prepares its fast path when it is first asked, and takes that.

    While the network is trained, and once its weights have been changed in place, the network itself answers. A copy
    prepares a path of its own.
    """

    def __init__(self, network: UNet, T: int):
        """T: of the schedule under which it will be asked."""
        self._network, self._T = network, T
        self._weights = list(network.parameters())
        self._run: Run | None = None
        self._changes = 0

    def __call__(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        if self._network.training:
            answer: torch.Tensor = self._network(x, time, label)
            return answer
        changes = sum(weight._version for weight in self._weights if not weight.is_inference())  # those keep no count
        if self._run is None:
            self._changes, self._run = changes, fast_path(self._network, self._T) or self._network
        elif changes != self._changes:
            self._run = self._network
        return self._run(x, time, label)

    def __reduce__(self) -> tuple[object, ...]:
        return OnDemand, (self._network, self._T)
