"""The forward process: noising in one jump or one step, and the exact step back when x_0 is known.

Also the conversions between what a network may predict: eps, x_0 and v.

`t` is an int (the whole batch at one time) or a tensor of ints of shape (B,); x is (B, ...).
"""

from typing import overload

import numpy as np
import torch

from .coefficients import posterior_coefficients
from .gaussian import Gaussian
from .schedule import NoiseSchedule

Time = int | torch.Tensor


@overload
def coefficient(array: np.ndarray, t: int, x: torch.Tensor) -> float: ...
@overload
def coefficient(array: np.ndarray, t: torch.Tensor, x: torch.Tensor) -> torch.Tensor: ...
def coefficient(array: np.ndarray, t: Time, x: torch.Tensor) -> float | torch.Tensor:
    """array[t] as a float for an int t, else as a tensor of shape (B, 1, ...) that broadcasts against x.

    Raises ValueError unless every t is a whole number in 0..T.
    """
    times = t.cpu().numpy() if torch.is_tensor(t) else np.asarray(t)
    if times.dtype.kind not in "iu" or (times.size and not 0 <= times.min() <= times.max() < len(array)):
        raise ValueError(f"Times are whole numbers from 0 to T = {len(array) - 1}, not {times.tolist()}.")
    if not torch.is_tensor(t):
        return float(array[t])
    values = torch.as_tensor(array[times], dtype=x.dtype, device=x.device)
    return values.reshape(-1, *[1] * (x.ndim - 1))


@overload
def signal(schedule: NoiseSchedule, t: int, x: torch.Tensor) -> float: ...
@overload
def signal(schedule: NoiseSchedule, t: torch.Tensor, x: torch.Tensor) -> torch.Tensor: ...
def signal(schedule: NoiseSchedule, t: Time, x: torch.Tensor) -> float | torch.Tensor:
    """sqrt(alpha_bar_t), the factor of x_0 in x_t."""
    return coefficient(np.sqrt(schedule.alpha_bar), t, x)


def noise_level(schedule: NoiseSchedule, t: Time, x: torch.Tensor) -> float | torch.Tensor:
    """sqrt(1 - alpha_bar_t), the factor of eps in x_t."""
    return coefficient(np.sqrt(1 - schedule.alpha_bar), t, x)


def marginal(schedule: NoiseSchedule, x_0: torch.Tensor, t: Time) -> Gaussian:
    """q(x_t | x_0) = N(sqrt(alpha_bar_t) x_0, (1 - alpha_bar_t) I) (Ho et al. 2020, eq. 4)."""
    return Gaussian(signal(schedule, t, x_0) * x_0, coefficient(1 - schedule.alpha_bar, t, x_0))


def transition(schedule: NoiseSchedule, x_prev: torch.Tensor, t: Time) -> Gaussian:
    """q(x_t | x_{t-1}) = N(sqrt(1 - beta_t) x_{t-1}, beta_t I) (Ho et al. 2020, eq. 2)."""
    return Gaussian(coefficient(np.sqrt(schedule.alpha), t, x_prev) * x_prev, coefficient(schedule.beta, t, x_prev))


def posterior(schedule: NoiseSchedule, x_0: torch.Tensor, x_t: torch.Tensor, t: int, s: int | None = None) -> Gaussian:
    """q(x_s | x_t, x_0), by default one step back, s = t - 1 (Ho et al. 2020, eqs. 6 and 7)."""
    c = posterior_coefficients(schedule, t, t - 1 if s is None else s)
    return Gaussian(c.c_0 * x_0 + c.c_t * x_t, c.variance)


def x0_from_eps(schedule: NoiseSchedule, x_t: torch.Tensor, eps: torch.Tensor, t: Time) -> torch.Tensor:
    """x_0 = (x_t - sqrt(1 - alpha_bar_t) eps) / sqrt(alpha_bar_t) (Ho et al. 2020, eq. 15)."""
    return (x_t - noise_level(schedule, t, x_t) * eps) / signal(schedule, t, x_t)


def eps_from_x0(schedule: NoiseSchedule, x_t: torch.Tensor, x_0: torch.Tensor, t: Time) -> torch.Tensor:
    """eps = (x_t - sqrt(alpha_bar_t) x_0) / sqrt(1 - alpha_bar_t); undefined at t = 0."""
    return (x_t - signal(schedule, t, x_t) * x_0) / noise_level(schedule, t, x_t)


def v_from_x0_eps(schedule: NoiseSchedule, x_0: torch.Tensor, eps: torch.Tensor, t: Time) -> torch.Tensor:
    """v = sqrt(alpha_bar_t) eps - sqrt(1 - alpha_bar_t) x_0 (Salimans & Ho 2022, section 4)."""
    return signal(schedule, t, eps) * eps - noise_level(schedule, t, eps) * x_0


def x0_from_v(schedule: NoiseSchedule, x_t: torch.Tensor, v: torch.Tensor, t: Time) -> torch.Tensor:
    """x_0 = sqrt(alpha_bar_t) x_t - sqrt(1 - alpha_bar_t) v."""
    return signal(schedule, t, x_t) * x_t - noise_level(schedule, t, x_t) * v


def eps_from_v(schedule: NoiseSchedule, x_t: torch.Tensor, v: torch.Tensor, t: Time) -> torch.Tensor:
    """eps = sqrt(1 - alpha_bar_t) x_t + sqrt(alpha_bar_t) v."""
    return noise_level(schedule, t, x_t) * x_t + signal(schedule, t, x_t) * v
