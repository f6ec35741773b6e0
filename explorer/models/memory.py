"""Memory: what a sample takes on its way through a U-Net, what a device has left, and how a refusal sounds."""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

import torch

from .files.config import UNetConfig

REFUSALS = ("out of memory", "allocate memory", "not enough memory", "alloc_failed", "unable to allocate")
UNKNOWN = 2_000_000_000  # bytes, where the system does not say what is left
CGROUP = Path("/sys/fs/cgroup")
# What a container may take and has taken, and what of that are files that give way (cgroup v2, then v1).
CONTAINER = (
    ("memory.max", "memory.current", "memory.stat", "inactive_file"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file"),
)


def numbers_per_pixel(config: UNetConfig) -> float:
    """The most numbers that are alive at once for each pixel of a sample, without gradients (an estimate).

    They are the skips, and three tensors as large as the largest input of a block on the way up.
    """
    widths = config.block_out_channels
    pixels = [4.0**-level for level in range(len(widths))]  # of a feature map, for each of the picture's
    skips = widths[0] + (config.layers_per_block + 1) * sum(w * p for w, p in zip(widths, pixels, strict=True))
    inputs = [(w + max(w, below)) * p for w, below, p in zip(widths, (*widths[1:], 0), pixels, strict=True)]
    return skips + 3 * max(inputs)


def left(device: torch.device) -> int:
    """The bytes that can still be had on a device."""
    if device.type == "cuda":
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)  # torch gives it out again
        return torch.cuda.mem_get_info(device)[0] + kept
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory()
    return system_left()


def system_left() -> int:
    """The bytes that this machine, or this container, can still give to programs."""
    if sys.platform == "win32":
        status = (ctypes.c_uint64 * 8)()  # MEMORYSTATUSEX: its length and the load, then total and available bytes
        status[0] = ctypes.sizeof(status)
        done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status[2] if done else UNKNOWN
    amounts = [_container_left(*names) for names in CONTAINER]
    with suppress(OSError, ValueError, IndexError):
        text = Path("/proc/meminfo").read_text()
        amounts.append(1024 * int(text.split("MemAvailable:")[1].split()[0]))
    known = [amount for amount in amounts if amount is not None]
    if known:
        return max(0, min(known))
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2  # macOS says only how much there is
    except (OSError, ValueError):
        return UNKNOWN


def _container_left(limit: str, used: str, stat: str, files: str) -> int | None:
    try:
        most, now = (int((CGROUP / name).read_text()) for name in (limit, used))  # "max": no limit
        lines = dict(line.split() for line in (CGROUP / stat).read_text().splitlines())
        return most - now + int(lines.get(files, 0))
    except (OSError, ValueError):
        return None


def is_refused(error: BaseException) -> bool:
    """Whether an error says that there was too little memory. torch tells it in words, other ones on each system."""
    said = str(error).lower()
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(words in said for words in REFUSALS)


def give_back(device: torch.device) -> None:
    """Return to the device what torch keeps of it, so that it can be had in other sizes."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
