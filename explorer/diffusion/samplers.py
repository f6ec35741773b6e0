"""The reverse process: one loop, and one small rule per sampler.

A rule says how the next state is put together; the loop asks the network, clips, and adds noise.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch

from .denoiser import NO_LABEL, Denoiser
from .noise import Noise
from .process import eps_from_x0, posterior_coefficients, x0_from_eps
from .schedule import NoiseSchedule, time_grid


class Update(NamedTuple):
    """A sampler's equation at one step from t to s.

        x_s = c_x0 x0_hat + c_eps eps_hat + c_xt x_t + std z + c_before x0_hat' + c_after (eps_hat'' - eps_hat)

    x0_hat' is that of the step before (multistep methods); eps_hat'' is asked for at time s, in the point
    that the other terms lead to (two-stage methods).
    """

    c_x0: float
    c_eps: float
    c_xt: float
    std: float = 0.0
    c_before: float = 0.0
    c_after: float = 0.0


class Step(NamedTuple):
    """One reverse step from t to s < t; tensors are (B, C, H, W).

    x0_hat is clipped if the chain clips, and eps_hat is the one that belongs to it;
    x_s = mean + std z, and std is 0 on the step to s = 0. `c` are the coefficients behind mean and std.
    `halves` are what guidance mixes, eps_hat without and with the label, unclipped; None where it mixes nothing.
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


class Guess(NamedTuple):
    """What a denoiser says of x_t, and the two answers without and with the label that guidance mixed it from."""

    mixed: torch.Tensor
    halves: tuple[torch.Tensor, torch.Tensor] | None = None


STEEP = 10

# (schedule, t, s, the time at which the step before began: None on the first step)
Rule = Callable[[NoiseSchedule, int, int, int | None], Update]
Predictor = Callable[[torch.Tensor, torch.Tensor], Guess]


def ddpm(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """Ancestral sampling with sigma^2 = beta (Ho et al. 2020, Algorithm 2)."""
    c = posterior_coefficients(schedule, t, s)
    return Update(c.c_0, 0.0, c.c_t, math.sqrt(c.step_variance))


def ddpm_small(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """Ancestral sampling with sigma^2 = beta-tilde, the variance of the true posterior."""
    c = posterior_coefficients(schedule, t, s)
    return Update(c.c_0, 0.0, c.c_t, math.sqrt(c.variance))


def ddim(eta: float = 0.0) -> Rule:
    """Song et al. 2021, eqs. 12 and 16: eta = 0 is deterministic, eta = 1 has the noise of `ddpm_small`."""
    if not 0 <= eta <= 1:
        raise ValueError(f"eta must lie between 0 and 1, not {eta}.")

    def rule(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
        return ddim_update(schedule, s, eta**2 * posterior_coefficients(schedule, t, s).variance)

    return rule


def ddim_update(schedule: NoiseSchedule, s: int, variance: float = 0.0) -> Update:
    """DDIM's step to time s, from wherever: x0_hat and eps_hat mixed anew, and noise of the given variance."""
    bar_s = float(schedule.alpha_bar[s])
    return Update(math.sqrt(bar_s), math.sqrt(max(0.0, 1 - bar_s - variance)), 0.0, math.sqrt(variance))


def euler(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """Euler's method on the probability-flow ODE in the form dy/dsigma = eps (Song et al. 2021, eq. 14).

    y = x / sqrt(alpha_bar) and sigma = sqrt(1/alpha_bar - 1); in these terms it is DDIM with eta = 0.
    """
    if schedule.alpha_bar[t] == 0:  # sigma is infinite
        return ddim_update(schedule, s)
    scale = math.sqrt(schedule.alpha_bar[s])
    return Update(0.0, scale * (_sigma(schedule, s) - _sigma(schedule, t)), scale / math.sqrt(schedule.alpha_bar[t]))


def heun(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """Heun's method on the same ODE: the mean of the slopes at both ends (Karras et al. 2022, Algorithm 1).

    Asks the network twice a step; the last step, to sigma = 0, is Euler's. So is one that divides sigma by more than
    STEEP, as the first one of a cosine schedule does: the mean of the slopes would magnify the difference of its two
    guesses by half that factor, and the picture would drown.
    """
    step = euler(schedule, t, s)
    steep = s == 0 or schedule.alpha_bar[t] == 0 or _sigma(schedule, t) > STEEP * _sigma(schedule, s)
    return step._replace(c_after=0.0 if steep else step.c_eps / 2)


def dpmpp_2m(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """DPM-Solver++(2M): x_0 is extrapolated from this step and the one before (Lu et al. 2022, Algorithm 2).

    The first and the last step are of first order, where they equal DDIM's.
    """
    if before is None or s == 0:
        return ddim_update(schedule, s)
    lambda_before, lambda_t, lambda_s = (float(schedule.log_snr[time]) / 2 for time in (before, t, s))
    half_inverse_r = 0.5 * (lambda_s - lambda_t) / (lambda_t - lambda_before)
    bar_t, bar_s = float(schedule.alpha_bar[t]), float(schedule.alpha_bar[s])
    c_data = -math.sqrt(bar_s) * math.expm1(lambda_t - lambda_s)
    return Update(
        c_x0=c_data * (1 + half_inverse_r),
        c_eps=0.0,
        c_xt=math.sqrt((1 - bar_s) / (1 - bar_t)),
        c_before=-c_data * half_inverse_r,
    )


def _sigma(schedule: NoiseSchedule, t: int) -> float:
    return math.sqrt(1 / schedule.alpha_bar[t] - 1)


RULES: dict[str, Rule] = {
    "ddpm": ddpm,
    "ddpm-small": ddpm_small,
    "ddim": ddim(),
    "euler": euler,
    "heun": heun,
    "dpmpp-2m": dpmpp_2m,
}


def sample(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_T: torch.Tensor,
    *,
    rule: str | Rule = "ddim",
    steps: int = 50,
    start: int | None = None,
    label: torch.Tensor | Sequence[int] | int | None = None,
    guidance: float = 1.0,
    clip: float = 1.0,
    noise: Noise | None = None,
) -> Iterator[Step]:
    """Walk the reverse chain from x_T (B, ...) at t = T to a picture at s = 0, one `Step` at a time.

    rule      a name in RULES, or a rule such as `ddim(eta=0.5)`
    steps     how many times are visited, 1..start
    start     where the chain begins if not at T: then x_T is an x_t of this time, as a noised picture is
              (SDEdit: Meng et al. 2022)
    label     class per sample: (B,) ints, one int for all, or None for the unconditional prediction
    guidance  eps = eps_uncond + guidance (eps_label - eps_uncond) (Ho & Salimans 2022, up to w = guidance - 1)
    clip      keep x0_hat in [-clip, clip]; 0 leaves it as it is
    noise     where a stochastic rule takes z from; needed if the rule adds any

    Raises ValueError at the call, before any network evaluation.
    """
    if isinstance(rule, str):
        if rule not in RULES:
            raise ValueError(f"Unknown sampler {rule!r}; choose one of {', '.join(RULES)}.")
        rule = RULES[rule]
    start = schedule.T if start is None else start
    if not 1 <= start <= schedule.T:
        raise ValueError(f"A chain must start between t = 1 and T = {schedule.T}, not at {start}.")
    grid = list(pairwise(time_grid(start, steps)))
    updates = plan(rule, schedule, grid)
    if noise is None and any(update.std > 0 for update, (_, s) in zip(updates, grid, strict=True) if s > 0):
        raise ValueError("This sampler adds noise at each step: pass noise=Noise(seeds), one seed per sample.")
    if noise is not None and len(noise.seeds) != len(x_T):
        raise ValueError(f"{len(noise.seeds)} noise seeds for a batch of {len(x_T)}: give one seed per sample.")
    label = one_each(label, x_T)
    # Where nothing of the picture is left, eps_hat says nothing about x_0: the denoiser is asked for x_0 itself.
    predict_x0 = guided(denoiser.x0, label, guidance) if schedule.alpha_bar[-1] == 0 else None
    return walk(guided(denoiser, label, guidance), schedule, x_T, grid, updates, clip, noise, predict_x0)


def plan(rule: Rule, schedule: NoiseSchedule, grid: Sequence[tuple[int, int]]) -> list[Update]:
    """The rule's update for each pair (t, s) of a chain."""
    before = [None, *(t for t, _ in grid)]
    return [rule(schedule, t, s, earlier) for (t, s), earlier in zip(grid, before, strict=False)]


def one_each(label: torch.Tensor | Sequence[int] | int | None, x: torch.Tensor) -> torch.Tensor | None:
    """The labels as a tensor (B,), or None. Raises ValueError when there is not one for each sample of x."""
    if label is None:
        return None
    label = torch.as_tensor(label, device=x.device)
    if label.shape not in ((), (len(x),)):
        raise ValueError(f"Labels of shape {tuple(label.shape)} for a batch of {len(x)}: give one per sample.")
    return label.expand(len(x))


def guided(denoiser: Callable[..., torch.Tensor], label: torch.Tensor | None, guidance: float) -> Predictor:
    """The prediction as a function of (x_t, t) alone: label and classifier-free guidance in it, in one batch."""
    if label is None or guidance == 0:
        return lambda x_t, t: Guess(denoiser(x_t, t, None))
    if guidance == 1:
        return lambda x_t, t: Guess(denoiser(x_t, t, label))
    both = torch.cat([torch.full_like(label, NO_LABEL), label])

    def predict(x_t: torch.Tensor, t: torch.Tensor) -> Guess:
        without, with_label = denoiser(torch.cat([x_t, x_t]), torch.cat([t, t]), both).chunk(2)
        return Guess(without + guidance * (with_label - without), (without, with_label))

    return predict


@torch.no_grad()
def walk(
    predict: Predictor,
    schedule: NoiseSchedule,
    x: torch.Tensor,
    grid: Sequence[tuple[int, int]],
    updates: Sequence[Update],
    clip: float = 0.0,
    noise: Noise | None = None,
    predict_x0: Predictor | None = None,
) -> Iterator[Step]:
    """Apply one update for each pair (t, s) of `grid`, from x at the first t.

    predict(x_t, t) says eps_hat; predict_x0(x_t, t) says x0_hat, and is asked where alpha_bar_t = 0.
    """

    def look(x_t: torch.Tensor, t: int) -> tuple[torch.Tensor, Guess]:
        """x0_hat, and eps_hat with its halves."""
        # No network knows t = 0: a clean picture is shown as if it had the least noise.
        time = torch.full((len(x_t),), max(t, 1), device=x_t.device)
        if schedule.alpha_bar[t] == 0:
            x0_hat, eps_hat = predict_x0(x_t, time).mixed, Guess(x_t)
        else:
            eps_hat = predict(x_t, time)
            x0_hat = x0_from_eps(schedule, x_t, eps_hat.mixed, t)
        if clip:
            x0_hat = x0_hat.clamp(-clip, clip)
            eps_hat = eps_hat._replace(mixed=eps_from_x0(schedule, x_t, x0_hat, t))
        return x0_hat, eps_hat

    x_t, x0_before = x, torch.zeros_like(x)
    for (t, s), c in zip(grid, updates, strict=True):
        x0_hat, (eps_hat, halves) = look(x_t, t)
        mean = c.c_x0 * x0_hat + c.c_eps * eps_hat + c.c_xt * x_t + c.c_before * x0_before
        if c.c_after:
            mean = mean + c.c_after * (look(mean, s)[1].mixed - eps_hat)
        std = c.std if s > 0 else 0.0
        x_s = mean if std == 0 else mean + std * noise.at(t, x_t.shape[1:]).to(mean)
        yield Step(t, s, x_t, eps_hat, x0_hat, mean, std, x_s, c, halves)
        x_t, x0_before = x_s, x0_hat
