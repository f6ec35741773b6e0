"""Noise schedules: how much of the picture is left at each time t.

Knows the arrays beta_t, alpha_t, alpha_bar_t and the grids of times that a sampler visits.
Does not know torch: the arrays are float64 NumPy, of length T+1, and index 0 is the clean picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np


@dataclass(frozen=True, eq=False)
class NoiseSchedule:
    """A variance schedule beta_1..beta_T and what follows from it (Ho et al. 2020, section 2).

    Every array is read-only float64 of shape (T+1,), indexed by t; t = 0 is clean data
    (beta_0 = 0, alpha_bar_0 = 1), so neither the first nor the last step is a special case.

    Raises ValueError when `beta` is not one-dimensional, does not start with 0, or leaves (0, 1].
    """

    beta: np.ndarray

    def __post_init__(self) -> None:
        beta = np.array(self.beta, dtype=np.float64)
        if beta.ndim != 1 or len(beta) < 2 or beta[0] != 0:
            raise ValueError("beta needs shape (T+1,) with beta[0] = 0 and T >= 1.")
        if not np.all((beta[1:] > 0) & (beta[1:] <= 1)):
            raise ValueError("Every beta_t must lie in (0, 1].")
        object.__setattr__(self, "beta", _frozen(beta))

    @property
    def T(self) -> int:
        """Number of diffusion steps."""
        return len(self.beta) - 1

    @cached_property
    def alpha(self) -> np.ndarray:
        """alpha_t = 1 - beta_t."""
        return _frozen(1 - self.beta)

    @cached_property
    def alpha_bar(self) -> np.ndarray:
        """alpha_bar_t = alpha_1 ... alpha_t, the share of the variance that is still signal."""
        return _frozen(np.cumprod(self.alpha))

    @cached_property
    def posterior_variance(self) -> np.ndarray:
        """beta-tilde_t, the variance of q(x_{t-1} | x_t, x_0) (Ho et al. 2020, eq. 7); 0 at t = 0 and 1, and wherever
        alpha_bar_t is 1 in float64.
        """
        variance, noise = np.zeros_like(self.beta), 1 - self.alpha_bar
        np.divide(noise[:-1], noise[1:], out=variance[1:], where=noise[1:] > 0)
        return _frozen(variance * self.beta)

    @cached_property
    def snr(self) -> np.ndarray:
        """Signal-to-noise ratio alpha_bar_t / (1 - alpha_bar_t); infinite at t = 0 (Kingma et al. 2021)."""
        with np.errstate(divide="ignore"):
            return _frozen(self.alpha_bar / (1 - self.alpha_bar))

    @cached_property
    def log_snr(self) -> np.ndarray:
        """Natural logarithm of the signal-to-noise ratio; +inf at t = 0."""
        with np.errstate(divide="ignore"):
            return _frozen(np.log(self.snr))


def linear(T: int, beta_1: float = 1e-4, beta_T: float = 0.02) -> NoiseSchedule:
    """beta rises linearly from beta_1 to beta_T (Ho et al. 2020, section 4).

    The end points are not rescaled with T: with few steps a good part of the signal survives.
    """
    _check_T(T)
    return NoiseSchedule(np.concatenate([[0.0], np.linspace(beta_1, beta_T, T)]))


def cosine(T: int, s: float = 0.008, max_beta: float = 0.999) -> NoiseSchedule:
    """alpha_bar follows a squared cosine (Nichol & Dhariwal 2021, eq. 17), betas clamped at max_beta.

    alpha_bar is rebuilt from the clamped betas, so that the chain and the closed form agree.
    """
    _check_T(T)
    if not 0 <= s < 1:
        raise ValueError(f"The cosine offset s must lie in [0, 1), not {s}.")
    f = np.cos((np.arange(T + 1) / T + s) / (1 + s) * np.pi / 2) ** 2
    return NoiseSchedule(np.concatenate([[0.0], np.minimum(1 - f[1:] / f[:-1], max_beta)]))


def scaled_linear(T: int, beta_1: float = 1e-4, beta_T: float = 0.02) -> NoiseSchedule:
    """The square root of beta rises linearly, from beta_1 to beta_T (latent diffusion: Rombach et al. 2022)."""
    _check_T(T)
    with np.errstate(invalid="ignore"):  # negative ends are refused as betas
        return NoiseSchedule(np.concatenate([[0.0], np.linspace(np.sqrt(beta_1), np.sqrt(beta_T), T) ** 2]))


def sigmoid(T: int, beta_1: float = 1e-4, beta_T: float = 0.02) -> NoiseSchedule:
    """beta rises between beta_1 and beta_T as the logistic function does from -6 to 6 (GeoDiff: Xu et al. 2022).

    As the function does, it stops 0.25 % short of both ends.
    """
    _check_T(T)
    share = 1 / (1 + np.exp(-np.linspace(-6, 6, T)))
    return NoiseSchedule(np.concatenate([[0.0], beta_1 + (beta_T - beta_1) * share]))


def constant(T: int, beta: float = 0.01) -> NoiseSchedule:
    """The same beta at every step; 0.01 leaves as little signal after 1000 steps as the linear schedule."""
    _check_T(T)
    return NoiseSchedule(np.concatenate([[0.0], np.full(T, beta)]))


def zero_terminal_snr(schedule: NoiseSchedule) -> NoiseSchedule:
    """The schedule moved so that nothing is left of the signal at T: alpha_bar_T = 0 and beta_T = 1.

    sqrt(alpha_bar) is shifted to 0 at T and stretched back to its value at t = 1 (Lin et al. 2024, Algorithm 1).
    Raises ValueError if there is but one step, or no signal is lost in the last one.
    """
    root = np.sqrt(schedule.alpha_bar[1:])
    if schedule.T < 2 or root[-2] == root[-1]:
        raise ValueError("a zero terminal SNR needs at least two steps, and signal to lose in the last one.")
    root = (root - root[-1]) * (root[0] / (root[0] - root[-1]))
    alpha_bar = np.concatenate([[1.0], root**2])
    return NoiseSchedule(np.concatenate([[0.0], 1 - alpha_bar[1:] / alpha_bar[:-1]]))


SCHEDULES: dict[str, Callable[..., NoiseSchedule]] = {
    "linear": linear,
    "cosine": cosine,
    "scaled_linear": scaled_linear,
    "sigmoid": sigmoid,
    "constant": constant,
}


def time_grid(T: int, steps: int) -> list[int]:
    """The times T = t_0 > t_1 > ... > t_steps = 0 that a sampler visits: round(linspace(T, 0, steps + 1)).

    Raises ValueError unless 1 <= steps <= T.
    """
    if int(steps) != steps or not 1 <= steps <= T:
        raise ValueError(f"steps must lie between 1 and T = {T}, and be whole, not {steps}.")
    return [int(t) for t in np.round(np.linspace(T, 0, int(steps) + 1))]


def leading_times(T: int, steps: int, offset: int = 0) -> list[int]:
    """The times of diffusers' "leading" spacing with steps_offset = `offset`, and 0: T // steps apart, from
    (steps - 1) (T // steps) + 1 + offset on, so that a chain begins somewhat below T.

    Raises ValueError unless 1 <= steps <= T and the first time is at most T.
    """
    time_grid(T, steps)
    return check_times([*(k * (T // int(steps)) + 1 + offset for k in reversed(range(int(steps)))), 0], T)


def karras_times(schedule: NoiseSchedule, steps: int, rho: float = 7.0) -> list[int]:
    """The times whose sigma = sqrt(1/alpha_bar - 1) is nearest to those of Karras et al. 2022, eq. 5, and 0.

    sigma^(1/rho) falls evenly from its value at T to that at 1. Near is meant in log sigma. Sigmas that share a
    nearest time give one, so that there may be fewer than `steps`. Raises ValueError unless 1 <= steps <= T, and for a
    schedule that is without signal at T, or without noise at 1: its sigma is infinite, or 0.
    """
    time_grid(schedule.T, steps)
    log_sigma = -schedule.log_snr[1:] / 2
    if not np.all(np.isfinite(log_sigma)):
        raise ValueError("Karras' sigmas need a schedule with noise at t = 1 and signal at t = T.")
    high, low = (np.exp(end / rho) for end in (log_sigma[-1], log_sigma[0]))
    wanted = rho * np.log(np.linspace(high, low, int(steps)))
    times = np.interp(wanted, log_sigma, np.arange(1, schedule.T + 1))
    return check_times([*dict.fromkeys(int(t) for t in np.round(times)), 0], schedule.T)


def check_times(times: Sequence[int], T: int) -> list[int]:
    """The times as ints. Raises ValueError unless they are whole, at most T, and fall to 0 at the end."""
    try:
        whole = [int(t) for t in times]
    except (TypeError, ValueError, OverflowError):
        whole = []
    falls = len(whole) > 1 and all(a > b for a, b in pairwise(whole))
    if not falls or whole[0] > T or whole[-1] != 0 or any(a != b for a, b in zip(whole, times, strict=True)):
        raise ValueError(f"The times of a chain are whole numbers that fall from at most T = {T} to 0, the last one.")
    return whole


def _check_T(T: int) -> None:
    if int(T) != T or T < 1:
        raise ValueError(f"T must be a whole number of at least 1, not {T}.")


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
