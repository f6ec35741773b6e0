"""One training in one process or in several (torchrun): who writes, and how they agree."""

import os
import sys

import torch
import torch.distributed as dist


def meet() -> None:
    """Join the others that torchrun has started."""
    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")


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
    value = torch.tensor(int(flag), device=device())
    dist.all_reduce(value, dist.ReduceOp.MAX)
    return bool(value)


def device() -> str:
    """Where this process trains."""
    if not torch.cuda.is_available():
        return "cpu"
    return f"cuda:{os.environ.get('LOCAL_RANK', 0)}"


def bf16() -> bool:
    """Whether bfloat16 is the quicker way here: on GPUs, and on processors with instructions for it."""
    return torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()


def memory() -> int:
    """The most megabytes that this process has held so far; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (10**6 if sys.platform == "darwin" else 10**3)
