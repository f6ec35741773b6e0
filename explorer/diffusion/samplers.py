"""The reverse process: one loop for all samplers. A rule (rules.py) says how the next state is put together; the loop
asks the network, clips, and adds noise.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch

from .checks import check_batch, check_chain
from .denoiser import Denoiser
from .noise import Noise, sent
from .prediction import Asked, Guess, at_least_single, first_noisy, guided, looking
from .process import eps_from_x0
from .rules import FACTORIES, RULES, Rule, Update
from .schedule import NoiseSchedule, check_times, time_grid


class Step(NamedTuple):
    """One reverse step from t to s < t; tensors are (B, C, H, W).

    x0_hat is clipped if the chain clips, and eps_hat is the one that belongs to it;
    x_s = mean + std z, and std is 0 on the step to s = 0. `c` are the coefficients behind mean and std.
    `halves` and `x0_halves` are what guidance mixes, eps_hat and x0_hat without and with the label, unclipped; None
    where it mixes nothing.
    """

    t: int
    s: int
    x_t: torch.Tensor
    eps_hat: torch.Tensor
    x0_hat: torch.Tensor
    mean: torch.Tensor
    std: float
    x_s: torch.Tensor
    c: Update
    halves: tuple[torch.Tensor, torch.Tensor] | None = None
    x0_halves: tuple[torch.Tensor, torch.Tensor] | None = None


USUAL_STEPS = 50


def sample(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_T: torch.Tensor,
    *,
    rule: str | Rule = "ddim",
    steps: int | None = None,
    start: int | None = None,
    times: Sequence[int] | None = None,
    label: torch.Tensor | Sequence[int] | int | None = None,
    guidance: float = 1.0,
    clip: float = 1.0,
    noise: Noise | None = None,
) -> Iterator[Step]:
    """Walk the reverse chain from x_T (B, ...) at t = T to a picture at s = 0, one `Step` at a time.

    rule      a name in RULES, or a rule such as `ddim(eta=0.5)` or `heun(steep=math.inf)`
    steps     how many times are visited, 1..start; if not said, 50, or as many as there are
    start     where the chain begins if not at T: then x_T is an x_t of this time, as a noised picture is
              (SDEdit: Meng et al. 2022)
    times     in place of steps and start: the times themselves, falling, with 0 at the end, as `leading_times` and
              `karras_times` say them
    label     class per sample: (B,) ints, one int for all, or None for the unconditional prediction
    guidance  eps = eps_uncond + guidance (eps_label - eps_uncond) (Ho & Salimans 2022, up to w = guidance - 1)
    clip      keep x0_hat in [-clip, clip]; 0 leaves it as it is
    noise     where a stochastic rule takes z from; needed if the rule adds any

    Raises ValueError at the call, before any network evaluation.
    """
    grid = list(pairwise(times_of(schedule, steps, start, times)))
    updates = plan(rule_of(rule), schedule, grid)
    if noise is None and any(update.std > 0 for update, (_, s) in zip(updates, grid, strict=True) if s > 0):
        raise ValueError("This sampler adds noise at each step: pass noise=Noise(seeds), one seed per sample.")
    check_chain(denoiser, schedule, grid[0][0], clip)
    label = check_batch(denoiser, x_T, label, guidance)
    if noise is not None and len(noise.seeds) != len(x_T):
        raise ValueError(f"{len(noise.seeds)} noise seeds for a batch of {len(x_T)}: give one seed per sample.")
    return walk(guided(denoiser, label, guidance), schedule, x_T, grid, updates, clip, noise)


def rule_of(rule: str | Rule) -> Rule:
    """A rule by its name, or as it is. Raises ValueError for what is none."""
    if isinstance(rule, str):
        if rule not in RULES:
            raise ValueError(f"Unknown sampler {rule!r}; choose one of {', '.join(RULES)}.")
        return RULES[rule]
    if not callable(rule):
        raise ValueError(f"A rule is a name, one of {', '.join(RULES)}, or a function, not {rule!r}.")
    if rule in FACTORIES:
        raise ValueError(f"{rule.__name__} makes a rule when it is called: rule={FACTORIES[rule]}.")
    return rule


def times_of(
    schedule: NoiseSchedule, steps: int | None, start: int | None = None, times: Sequence[int] | None = None
) -> list[int]:
    """The times that a chain visits, falling, as `sample` is told them. Raises ValueError."""
    if times is not None:
        if steps is not None or start is not None:
            raise ValueError("times says the whole chain: leave steps and start out.")
        return check_times(times, schedule.T)
    start = schedule.T if start is None else start
    if int(start) != start or not 1 <= start <= schedule.T:
        raise ValueError(f"A chain must start between t = 1 and T = {schedule.T}, at a whole t, not at {start}.")
    return time_grid(int(start), min(USUAL_STEPS, int(start)) if steps is None else steps)


def plan(rule: Rule, schedule: NoiseSchedule, grid: Sequence[tuple[int, int]]) -> list[Update]:
    """The rule's update for each pair (t, s) of a chain."""
    before = [None, *(t for t, _ in grid)]
    return [rule(schedule, t, s, earlier) for (t, s), earlier in zip(grid, before, strict=False)]


@torch.no_grad()
def walk(
    asked: Asked,
    schedule: NoiseSchedule,
    x: torch.Tensor,
    grid: Sequence[tuple[int, int]],
    updates: Sequence[Update],
    clip: float = 0.0,
    noise: Noise | None = None,
) -> Iterator[Step]:
    """Apply one update for each pair (t, s) of `grid`, from x at the first t. In half precision only what a step says
    is rounded, not the sums in it.
    """
    predict, noisy = looking(asked, schedule), first_noisy(schedule)

    def look(x_t: torch.Tensor, t: int) -> Guess:
        guess = predict(x_t, t)
        if not clip:
            return guess
        x0_hat = guess.x0.clamp(-clip, clip)
        return guess._replace(eps=eps_from_x0(schedule, at_least_single(x_t), x0_hat, max(t, noisy)), x0=x0_hat)

    x_t = x
    x0_before: float | torch.Tensor = 0.0
    for (t, s), c in zip(grid, updates, strict=True):
        eps_hat, x0_hat, halves = look(x_t, t)
        mean = c.c_x0 * x0_hat + c.c_eps * eps_hat + c.c_xt * at_least_single(x_t) + c.c_before * x0_before
        if c.c_after:
            mean = mean + c.c_after * (look(mean.to(x), s).eps - eps_hat)
        std = c.std if s > 0 else 0.0
        x_s = mean
        if std != 0:
            assert noise is not None  # as `sample` has checked
            x_s = mean + std * sent(noise.at(t, x_t.shape[1:]), mean.device).to(mean)
        x_s = x_s.to(x)
        both = zip(*((half.eps.to(x), half.x0.to(x)) for half in halves or ()), strict=True)
        yield Step(t, s, x_t, eps_hat.to(x), x0_hat.to(x), mean.to(x), std, x_s, c, *both)
        x_t, x0_before = x_s, x0_hat
