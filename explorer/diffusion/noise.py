"""Noise as a function: the same seed and time give the same numbers, on every device and in every batch.

Built on NumPy's counter-based Philox generator, so there is no state to save, to share or to race for.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, SupportsIndex

import numpy as np

if TYPE_CHECKING:
    import torch

START, AT, TRAIN, CHOICE = 0, 1, 2, 3  # independent streams of one seed


def check_seed(seed: SupportsIndex | float, name: str = "A seed") -> int:
    """The seed, or what `name` says it is, as an int. Raises ValueError unless it is a whole number in 0..2**64-1."""
    if isinstance(seed, float | np.floating):
        whole = int(seed) if seed.is_integer() else -1
    else:
        try:
            whole = operator.index(seed)
        except TypeError:
            whole = -1
    if not 0 <= whole < 2**64:
        raise ValueError(f"{name} must be a whole number between 0 and 2**64 - 1, not {seed}.")
    return whole


def philox(seed: int, stream: int, t: int, slot: int = 0) -> np.random.Generator:
    """The random generator of one (seed, stream, t, slot). Raises ValueError for seeds and times that
    are no whole numbers in 0..2**64-1.
    """
    seed, t = check_seed(seed), check_seed(t, "A time")
    # The lowest counter word counts the draws; the others keep the streams apart.
    return np.random.Generator(np.random.Philox(key=seed, counter=[0, slot, stream, t]))


def standard_normal(seed: int, stream: int, t: int, shape: Sequence[int]) -> np.ndarray:
    """Standard normal float32 noise of the given shape, keyed by (seed, stream, t)."""
    return philox(seed, stream, t).standard_normal(tuple(shape), dtype=np.float32)


class Noise:
    """Standard normal noise for a batch of samples, one seed each.

    `shape` is the shape of one sample, usually (C, H, W); the result is a float32 CPU tensor
    of shape (len(seeds), *shape).
    """

    def __init__(self, seeds: Sequence[int]):
        self.seeds = [check_seed(seed) for seed in seeds]
        if not self.seeds:
            raise ValueError("Noise needs at least one seed.")

    def start(self, shape: Sequence[int]) -> torch.Tensor:
        """x_T: where a reverse chain begins."""
        return self._draw(START, 0, shape)

    def at(self, t: int, shape: Sequence[int]) -> torch.Tensor:
        """The noise that the step starting at time t adds."""
        return self._draw(AT, t, shape)

    def _draw(self, stream: int, t: int, shape: Sequence[int]) -> torch.Tensor:
        import torch  # here, so that a page can draw its noise before torch has been loaded

        return torch.from_numpy(np.stack([standard_normal(seed, stream, t, shape) for seed in self.seeds]))


def sent(x: torch.Tensor, device: torch.device) -> torch.Tensor:
    """x on a device; a GPU is not waited for."""
    cuda = device.type == "cuda"
    return (x.pin_memory() if cuda else x).to(device, non_blocking=cuda)
