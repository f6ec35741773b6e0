"""From a picture to the noise that it would be drawn from, and from one noise to another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch

from .checks import check_batch, check_chain
from .denoiser import Denoiser
from .prediction import Asked, at_least_single, guided, looking
from .process import x0_from_eps
from .rules import FAINT, ddim_update
from .samplers import Step, times_of
from .schedule import NoiseSchedule

OPPOSITE = -1 + 1e-6  # a cosine that float32 cannot tell from -1
ROUNDS = 3  # bring all built-in pictures back; see `encode`


def encode(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    *,
    steps: int | None = None,
    label: torch.Tensor | Sequence[int] | int | None = None,
    guidance: float = 1.0,
    rounds: int = ROUNDS,
) -> Iterator[Step]:
    """Deterministic DDIM run forward, from x_0 (B, ...) to the x_T that `sample` takes back to it.

    In each Step, s > t is the time that it leads to. The way back needs rule="ddim", clip=0 and the same steps, label
    and guidance. With rounds=0 this is Song et al. 2021, section 4.3, and the way back is the more exact the more steps
    are taken. Each round asks again at the point reached, as the way back will, and goes there anew (the fixed point
    of Pan et al. 2023): it costs as much as the first look, so that a step asks the denoiser 1 + rounds times.

    Raises ValueError at the call, before any network evaluation.
    """
    if int(rounds) != rounds or rounds < 0:
        raise ValueError(f"rounds must be a whole number, 0 or more, not {rounds}.")
    times = times_of(schedule, steps)
    check_chain(denoiser, schedule, times[0], clip=0)
    label = check_batch(denoiser, x_0, label, guidance)
    return climb(guided(denoiser, label, guidance), schedule, x_0, times[::-1], int(rounds))


@torch.no_grad()
def climb(asked: Asked, schedule: NoiseSchedule, x: torch.Tensor, times: Sequence[int], rounds: int) -> Iterator[Step]:
    """The steps of `encode` along rising times: DDIM's, with the eps_hat that the last round found.

    From a time at which the picture has faded, x0_hat is what the denoiser says: no round would tell more of it.
    """
    predict = looking(asked, schedule)
    for t, s in pairwise(times):
        c, faded = ddim_update(schedule, s), schedule.alpha_bar[t] < FAINT**2
        x_s, time = x, t
        for _ in range(1 if faded else 1 + rounds):
            eps_hat, x0_hat, _ = predict(x_s, time)
            if not faded:
                x0_hat = x0_from_eps(schedule, at_least_single(x), eps_hat, t)
            x_s, time = (c.c_x0 * x0_hat + c.c_eps * eps_hat).to(x), s
        yield Step(t, s, x, eps_hat.to(x), x0_hat.to(x), x_s, 0.0, x_s, c)
        x = x_s


def slerp(a: torch.Tensor, b: torch.Tensor, share: float) -> torch.Tensor:
    """Along the great circle from a (share 0) to b (share 1), both (B, ...): it keeps the norm of noise.

    A straight line would pass through noise that is too weak (Shoemake 1985; White 2016).

    Raises ValueError for two shapes, and for opposite ends, between which there is no one great circle.
    """
    if a.shape != b.shape:
        raise ValueError(f"slerp needs two of one shape, not {tuple(a.shape)} and {tuple(b.shape)}.")
    flat_a, flat_b = a.flatten(1), b.flatten(1)
    cosine = torch.cosine_similarity(flat_a, flat_b).clamp(-1, 1)
    if (cosine < OPPOSITE).any():
        raise ValueError("The two are opposite: every great circle leads from one to the other. Move one a little.")
    angle = torch.arccos(cosine)[:, None]
    part_a, part_b = torch.sin((1 - share) * angle), torch.sin(share * angle)
    total = torch.sin(angle)
    parallel = total < 1e-6  # then both ends lie on one ray, and the straight line keeps to it
    weight_a = torch.where(parallel, 1 - share, part_a / total)
    weight_b = torch.where(parallel, share, part_b / total)
    return (weight_a * flat_a + weight_b * flat_b).reshape(a.shape)
