"""The numbers of the posterior q(x_s | x_t, x_0), which the exact process and the samplers share. No torch."""

from typing import NamedTuple

import numpy as np

from .schedule import NoiseSchedule

UNDERFLOWING = 1e-290  # below, a float64 loses digits


class PosteriorCoefficients(NamedTuple):
    """q(x_s | x_t, x_0) = N(x_0 * c_0 + x_t * c_t, variance); `step_variance` is that of q(x_t | x_s)."""

    c_0: float
    c_t: float
    variance: float
    step_variance: float


def posterior_coefficients(schedule: NoiseSchedule, t: int, s: int) -> PosteriorCoefficients:
    """Ho et al. 2020, eq. 7, for any 0 <= s < t; s = t - 1 is the paper's case.

    Raises ValueError for other or broken times.
    """
    if not 0 <= s < t <= schedule.T or int(s) != s or int(t) != t:
        raise ValueError(f"The posterior needs whole times 0 <= s < t <= T = {schedule.T}, not s = {s}, t = {t}.")
    bar_t, bar_s = float(schedule.alpha_bar[t]), float(schedule.alpha_bar[s])
    if bar_t == 1:  # less noise than float64 can hold: all of it was added to a clean picture
        return PosteriorCoefficients(1.0, 0.0, 0.0, 0.0)
    alpha = bar_t / bar_s if bar_s > UNDERFLOWING else float(np.prod(schedule.alpha[s + 1 : t + 1]))
    beta = float(schedule.beta[t]) if s == t - 1 else 1 - alpha
    return PosteriorCoefficients(
        c_0=bar_s**0.5 * beta / (1 - bar_t),
        c_t=alpha**0.5 * (1 - bar_s) / (1 - bar_t),
        variance=(1 - bar_s) / (1 - bar_t) * beta,
        step_variance=beta,
    )
