"""What makes a training quicker, each where it does: bfloat16, and a compiled network."""

import os
import shutil
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn

from ..models.checkpoint import Checkpoint
from ..models.network import NetworkDenoiser
from ..models.runtime import accelerate

LONG = 5000  # steps from which on the minute that compiling takes is won back
COMPILERS = ("cc", "gcc", "clang", "cl")


def bf16(device: str) -> bool:
    """Whether the device calculates in bfloat16 itself. Older GPUs, a T4 say, play it with float32, which is slow."""
    kind = torch.device(device).type
    if kind == "cuda":
        return torch.version.hip is not None or torch.cuda.get_device_capability(device) >= (8, 0)
    return kind == "cpu" and torch.cpu._is_avx512_bf16_supported()


def compiled(network: nn.Module, device: str, steps: int) -> Callable[..., torch.Tensor]:
    """The network as it is best called for so many steps of training."""
    worth = torch.device(device).type == "cuda" and steps >= LONG and can_compile()
    return torch.compile(network) if worth else network


def can_compile() -> bool:
    """Whether there is all that torch.compile needs for a GPU: Triton, and what C programs are made with."""
    compiler = os.environ.get("CC") or next((name for name in COMPILERS if shutil.which(name)), None)
    headers = Path(sysconfig.get_path("include")) / "Python.h"  # Triton builds an extension module
    return find_spec("triton") is not None and compiler is not None and headers.exists()


@contextmanager
def one_thread() -> Iterator[int]:
    """For many short operations, at whose ends threads would wait for each other. Yields how many there were."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield threads
    finally:
        torch.set_num_threads(threads)


def snapshot(checkpoint: Checkpoint, threads: int) -> Checkpoint:
    """The same on the fast path, if it has one; it does not follow when the weights change."""
    old = checkpoint.denoiser
    denoiser = NetworkDenoiser(old.network, old.schedule, old.prediction, old.no_label)
    accelerate(denoiser, threads)
    return replace(checkpoint, denoiser=denoiser)
