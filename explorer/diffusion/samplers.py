"""The reverse process: one loop, and one small rule per sampler.

A rule says how the next state is put together; the loop asks the network, clips, and adds noise.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch

from .denoiser import Denoiser
from .noise import Noise
from .process import eps_from_x0, posterior_coefficients, x0_from_eps
from .schedule import NoiseSchedule, time_grid


class Update(NamedTuple):
    """x_s = c_x0 x0_hat + c_eps eps_hat + c_xt x_t + std z: a sampler's equation at one step."""

    c_x0: float
    c_eps: float
    c_xt: float
    std: float


class Step(NamedTuple):
    """One reverse step from t to s < t; tensors are (B, C, H, W).

    x0_hat is clipped if the chain clips, and eps_hat is the one that belongs to it;
    x_s = mean + std z, and std is 0 on the step to s = 0.
    """

    t: int
    s: int
    x_t: torch.Tensor
    eps_hat: torch.Tensor
    x0_hat: torch.Tensor
    mean: torch.Tensor
    std: float
    x_s: torch.Tensor


Rule = Callable[[NoiseSchedule, int, int], Update]


def ddpm(schedule: NoiseSchedule, t: int, s: int) -> Update:
    """Ancestral sampling with sigma^2 = beta (Ho et al. 2020, Algorithm 2)."""
    c = posterior_coefficients(schedule, t, s)
    return Update(c.c_0, 0.0, c.c_t, math.sqrt(c.step_variance))


def ddpm_small(schedule: NoiseSchedule, t: int, s: int) -> Update:
    """Ancestral sampling with sigma^2 = beta-tilde, the variance of the true posterior."""
    c = posterior_coefficients(schedule, t, s)
    return Update(c.c_0, 0.0, c.c_t, math.sqrt(c.variance))


def ddim(eta: float = 0.0) -> Rule:
    """Song et al. 2021, eqs. 12 and 16: eta = 0 is deterministic, eta = 1 has the noise of `ddpm_small`."""
    if not 0 <= eta <= 1:
        raise ValueError(f"eta must lie between 0 and 1, not {eta}.")

    def rule(schedule: NoiseSchedule, t: int, s: int) -> Update:
        bar_s = float(schedule.alpha_bar[s])
        variance = eta**2 * posterior_coefficients(schedule, t, s).variance
        return Update(math.sqrt(bar_s), math.sqrt(max(0.0, 1 - bar_s - variance)), 0.0, math.sqrt(variance))

    return rule


RULES: dict[str, Rule] = {"ddpm": ddpm, "ddpm-small": ddpm_small, "ddim": ddim()}


def sample(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_T: torch.Tensor,
    *,
    rule: str | Rule = "ddim",
    steps: int = 50,
    label: torch.Tensor | Sequence[int] | int | None = None,
    guidance: float = 1.0,
    clip: bool = True,
    noise: Noise | None = None,
) -> Iterator[Step]:
    """Walk the reverse chain from x_T (B, ...) at t = T to a picture at s = 0, one `Step` at a time.

    rule      a name in RULES, or a rule such as `ddim(eta=0.5)`
    steps     how many of the T times are visited, 1..T
    label     class per sample: (B,) ints, one int for all, or None for the unconditional prediction
    guidance  eps = eps_uncond + guidance (eps_label - eps_uncond) (Ho & Salimans 2022, up to w = guidance - 1)
    clip      keep x0_hat in [-1, 1]
    noise     where a stochastic rule takes z from; needed if the rule adds any

    Raises ValueError at the call, before any network evaluation.
    """
    if isinstance(rule, str):
        if rule not in RULES:
            raise ValueError(f"Unknown sampler {rule!r}; choose one of {', '.join(RULES)}.")
        rule = RULES[rule]
    grid = list(pairwise(time_grid(schedule.T, steps)))
    updates = [rule(schedule, t, s) for t, s in grid]
    if noise is None and any(update.std > 0 for update, (_, s) in zip(updates, grid, strict=True) if s > 0):
        raise ValueError("This sampler adds noise at each step: pass noise=Noise(seeds), one seed per sample.")
    if noise is not None and len(noise.seeds) != len(x_T):
        raise ValueError(f"{len(noise.seeds)} noise seeds for a batch of {len(x_T)}: give one seed per sample.")
    if label is not None:
        label = torch.as_tensor(label, device=x_T.device)
        if label.shape not in ((), (len(x_T),)):
            raise ValueError(f"Labels of shape {tuple(label.shape)} for a batch of {len(x_T)}: give one per sample.")
        label = label.expand(len(x_T))
    return _walk(guided(denoiser, label, guidance), schedule, x_T, grid, updates, clip, noise)


def guided(denoiser: Denoiser, label: torch.Tensor | None, guidance: float) -> Callable[..., torch.Tensor]:
    """eps_hat(x_t, t) with the label and classifier-free guidance built in; one evaluation where one suffices."""
    if label is None or guidance == 0:
        return lambda x_t, t: denoiser(x_t, t, None)
    if guidance == 1:
        return lambda x_t, t: denoiser(x_t, t, label)

    def eps_hat(x_t: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        unconditional = denoiser(x_t, t, None)
        return unconditional + guidance * (denoiser(x_t, t, label) - unconditional)

    return eps_hat


@torch.no_grad()
def _walk(predict, schedule, x_T, grid, updates, clip, noise) -> Iterator[Step]:
    x_t = x_T
    for (t, s), update in zip(grid, updates, strict=True):
        eps_hat = predict(x_t, torch.full((len(x_t),), t, device=x_t.device))
        x0_hat = x0_from_eps(schedule, x_t, eps_hat, t)
        if clip:
            x0_hat = x0_hat.clamp(-1, 1)
            eps_hat = eps_from_x0(schedule, x_t, x0_hat, t)
        mean = update.c_x0 * x0_hat + update.c_eps * eps_hat + update.c_xt * x_t
        std = update.std if s > 0 else 0.0
        x_s = mean if std == 0 else mean + std * noise.at(t, x_t.shape[1:]).to(mean)
        yield Step(t, s, x_t, eps_hat, x0_hat, mean, std, x_s)
        x_t = x_s
