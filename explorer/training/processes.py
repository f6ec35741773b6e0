"""One training in one process or in several (torchrun): where each trains, who writes, and how they agree."""

import os
import sys

import torch
import torch.distributed as dist

from ..models.runtime import pick_device


def meet(device: str) -> None:
    """Join the others that torchrun has started, which train on such devices."""
    on_gpu = torch.device(device).type == "cuda"
    if on_gpu:
        torch.cuda.set_device(torch.device(device).index or 0)  # or NCCL takes the first one in each process
    dist.init_process_group("nccl" if on_gpu else "gloo")


def part() -> None:
    if dist.is_initialized():
        dist.destroy_process_group()


def leads() -> bool:
    """Whether this process is the one that writes."""
    return not dist.is_initialized() or dist.get_rank() == 0


def wait() -> None:
    """Until all have come to this point."""
    dist.barrier()


def any_of(flag: bool) -> bool:
    """Whether it is true in one of the processes; all get the same answer."""
    if not dist.is_initialized():
        return flag
    where = f"cuda:{os.environ['LOCAL_RANK']}" if dist.get_backend() == "nccl" else "cpu"
    value = torch.tensor(int(flag), device=where)
    dist.all_reduce(value, dist.ReduceOp.MAX)
    return bool(value)


def own_device(name: str) -> str:
    """Where this process trains, for a name as `pick_device` takes it. Of several processes each has a GPU.

    Raises DeviceError for a device that is not there.
    """
    device = pick_device(name)
    if "RANK" not in os.environ:
        return device
    if device == "cuda":
        return pick_device(f"cuda:{os.environ['LOCAL_RANK']}")
    return "cpu" if device == "mps" else device  # processes cannot add up their gradients there


def memory() -> int:
    """The most megabytes that this process has held so far; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (10**6 if sys.platform == "darwin" else 10**3)
