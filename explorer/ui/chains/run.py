"""A chain that a page has asked for, as packets for its player. Needs torch: import it when one is asked for."""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import torch

from ...diffusion import Noise, ddim, encode, marginal, sample, slerp
from ...diffusion.checks import check_chain
from ...diffusion.rules import RULES, Rule
from ...diffusion.samplers import Step, plan
from ...diffusion.schedule import NoiseSchedule, time_grid
from ...images import to_float
from ...models.checkpoint import Checkpoint
from ...models.network import NetworkDenoiser
from ..constants import ROW
from ..schedule_fields import make_schedule
from .packets import Head, packets
from .request import Request, Start, Walk
from .script import Facts


class Beginning(NamedTuple):
    """x (B, C, H, W) at time t, and the noise of the steps; `drawn` if x is the x_T of that noise's seeds. goal: the
    picture to which the chain should come back.
    """

    x: torch.Tensor
    t: int
    noise: Noise
    drawn: bool = False
    goal: torch.Tensor | None = None


def chain(request: Request, checkpoint: Checkpoint, pages: Callable[[], int]) -> Generator[dict[str, Any], None, None]:
    """The packets of packets.py; before them, where a picture is encoded first, {encoding: t} for each step. The
    last packet then says how far `apart` the picture and what the chain made of it are, root mean square.
    """
    begin = yield from begun(request, checkpoint)
    last: list[Step] = []

    def taken() -> Iterator[Step]:
        for step in steps_of(request, checkpoint, begin):
            last[:] = [step]
            yield step

    for packet in packets(taken(), head_of(request, checkpoint, begin), pages):
        if "final" in packet and begin.goal is not None:
            packet["apart"] = float((last[0].x_s - begin.goal).square().mean().sqrt())
        yield packet


def begun(request: Request, checkpoint: Checkpoint) -> Generator[dict[str, Any], None, Beginning]:
    """Where the chain begins; {encoding: t} for each step on the way there, if the network has to find it."""
    start, walk = request
    denoiser = denoiser_of(request, checkpoint)
    schedule = denoiser.schedule
    if start.kind != "again":
        return beginning(start, checkpoint.shape, schedule, checkpoint.device)
    x_0 = picture(start, checkpoint.shape, checkpoint.device)
    for step in encode(
        denoiser, schedule, x_0, steps=min(walk.steps, schedule.T), label=start.label, guidance=walk.guidance
    ):
        yield {"encoding": step.s}
    return Beginning(step.x_s, schedule.T, Noise([start.seed]), goal=x_0)


def head_of(request: Request, checkpoint: Checkpoint, begin: Beginning) -> Head:
    start, walk = request
    schedule, clip = denoiser_of(request, checkpoint).schedule, clip_of(walk.clip, checkpoint.clip)
    steps = steps_from(walk.steps, begin.t, schedule.T)
    times = time_grid(begin.t, steps)
    label = None if start.label is None else checkpoint.labels[start.label]
    facts = Facts(checkpoint.name, label, steps, begin.t, clip, euler_steps(walk.sampler, schedule, times))
    x = None if begin.drawn else begin.x
    return Head(times, schedule, begin.noise.seeds, checkpoint.shape, clip, x, facts)


def check(request: Request, checkpoint: Checkpoint) -> None:
    """Raises ChainError if the chain cannot be walked under its schedule."""
    denoiser, start = denoiser_of(request, checkpoint), request.start
    T = denoiser.schedule.T
    t = min(start.t, T) if start.kind == "picture" else T
    check_chain(denoiser, denoiser.schedule, t, clip_of(request.walk.clip, checkpoint.clip))


def euler_steps(sampler: str, schedule: NoiseSchedule, times: Sequence[int]) -> tuple[int, ...]:
    """The times, but for the last step's, at which Heun's method takes Euler's step."""
    if sampler != "heun":
        return ()
    grid = list(pairwise(times))
    return tuple(t for (t, s), c in zip(grid, plan(RULES["heun"], schedule, grid), strict=True) if s and not c.c_after)


def steps_of(request: Request, checkpoint: Checkpoint, begin: Beginning) -> Iterator[Step]:
    """What the sampler yields on the way from the beginning to the picture."""
    start, walk = request
    denoiser = denoiser_of(request, checkpoint)
    return sample(
        denoiser,
        denoiser.schedule,
        begin.x,
        rule=rule_of_walk(walk),
        steps=steps_from(walk.steps, begin.t, denoiser.schedule.T),
        start=begin.t,
        label=start.label,
        guidance=walk.guidance,
        clip=clip_of(walk.clip, checkpoint.clip),
        noise=begin.noise,
    )


def rule_of_walk(walk: Walk) -> Rule:
    return ddim(walk.eta) if walk.sampler == "ddim" else RULES[walk.sampler]


def denoiser_of(request: Request, checkpoint: Checkpoint) -> NetworkDenoiser:
    choice = request.walk.schedule
    return checkpoint.denoiser.under(make_schedule(choice)) if choice else checkpoint.denoiser


def clip_of(choice: str, trained: float) -> float:
    """How far x0_hat may go, as `sample` takes it."""
    return {"trained": trained, "on": trained or 1.0, "off": 0.0}[choice]


def steps_from(steps: int, t: int, T: int) -> int:
    """As many of a whole chain's steps as fall to times up to t."""
    return max(1, round(min(steps, T) * t / T))


def beginning(start: Start, shape: tuple[int, int, int], schedule: NoiseSchedule, device: torch.device) -> Beginning:
    seed, T = start.seed, schedule.T
    if start.kind == "fan":
        x = Noise([seed] * ROW).start(shape).to(device)
        return Beginning(x, T, Noise(range(seed, seed + ROW)))
    if start.kind == "between":
        a, b = (Noise([end]).start(shape).to(device) for end in (seed, start.other))
        return Beginning(torch.cat([slerp(a, b, k / (ROW - 1)) for k in range(ROW)]), T, Noise([seed] * ROW))
    noise = Noise(range(seed, seed + start.count))
    eps = noise.start(shape).to(device)
    if start.kind == "picture":
        t = min(start.t, T)
        return Beginning(marginal(schedule, picture(start, shape, device), t).sample(eps), t, noise)
    return Beginning(eps, T, noise, drawn=True)


def picture(start: Start, shape: tuple[int, int, int], device: torch.device) -> torch.Tensor:
    """x_0, float (1, C, H, W)."""
    channels, size, _ = shape
    return torch.from_numpy(to_float(start.pixels(size, channels)[None])).to(device)
