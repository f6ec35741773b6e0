"""From a picture to the noise that it would be drawn from, and from one noise to another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch

from .denoiser import Denoiser
from .samplers import Step, ddim_update, guided, one_each, walk
from .schedule import NoiseSchedule, time_grid


def encode(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    *,
    steps: int = 50,
    label: torch.Tensor | Sequence[int] | int | None = None,
    guidance: float = 1.0,
) -> Iterator[Step]:
    """Deterministic DDIM run forward, from x_0 (B, ...) to the x_T that `sample` takes back to it.

    In each Step, s > t is the time that it leads to. The way back is the more exact the more steps are
    taken (Song et al. 2021, section 4.3); it needs rule="ddim", clip=0 and the same label and guidance.
    """
    grid = list(pairwise(time_grid(schedule.T, steps)[::-1]))
    updates = [ddim_update(schedule, s) for _, s in grid]
    return walk(guided(denoiser, one_each(label, x_0), guidance), schedule, x_0, grid, updates)


def slerp(a: torch.Tensor, b: torch.Tensor, share: float) -> torch.Tensor:
    """Along the great circle from a (share 0) to b (share 1), both (B, ...): it keeps the norm of noise.

    A straight line would pass through noise that is too weak (Shoemake 1985; White 2016).
    """
    flat_a, flat_b = a.flatten(1), b.flatten(1)
    cosine = torch.cosine_similarity(flat_a, flat_b).clamp(-1, 1)
    angle = torch.arccos(cosine)[:, None]
    part_a, part_b = torch.sin((1 - share) * angle), torch.sin(share * angle)
    total = torch.sin(angle)
    parallel = total < 1e-6  # then both ends lie on one ray, and the straight line keeps to it
    weight_a = torch.where(parallel, 1 - share, part_a / total)
    weight_b = torch.where(parallel, share, part_b / total)
    return (weight_a * flat_a + weight_b * flat_b).reshape(a.shape)
