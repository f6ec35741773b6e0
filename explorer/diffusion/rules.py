"""The samplers: one small rule each, that says how the next state is put together. No torch: the page lists them
before torch has been loaded.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from .coefficients import posterior_coefficients
from .schedule import NoiseSchedule

STEEP = 10
FAINT = 1e-6  # sqrt(alpha_bar) below which the terms of Euler's form, of that inverse size, drown their difference


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


# (schedule, t, s, the time at which the step before began: None on the first step)
Rule = Callable[[NoiseSchedule, int, int, int | None], Update]


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

    y = x / sqrt(alpha_bar) and sigma = sqrt(1/alpha_bar - 1); in these terms it is DDIM with eta = 0, and is written
    so where sigma is infinite, or nearly.
    """
    if schedule.alpha_bar[t] < FAINT**2:
        return ddim_update(schedule, s)
    scale = math.sqrt(schedule.alpha_bar[s])
    return Update(0.0, scale * (_sigma(schedule, s) - _sigma(schedule, t)), scale / math.sqrt(schedule.alpha_bar[t]))


def heun(steep: float = STEEP) -> Rule:
    """Heun's method on the same ODE: the mean of the slopes at both ends (Karras et al. 2022, Algorithm 1).

    Asks the network twice a step; the last step, to sigma = 0, is Euler's. So is one that divides sigma by more than
    `steep`, as the first one of a cosine schedule does: the mean of the slopes would magnify the difference of its two
    guesses by half that factor, and the picture would drown. steep=math.inf is Heun's method as in textbooks.
    """
    if not steep >= 1:
        raise ValueError(f"steep is a factor by which sigma may fall, 1 or more, not {steep}.")

    def rule(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
        step = euler(schedule, t, s)
        # Where sigma_t is infinite, or nearly, there is no slope to take the mean of.
        single = s == 0 or schedule.alpha_bar[t] < FAINT**2 or _sigma(schedule, t) > steep * _sigma(schedule, s)
        return step._replace(c_after=0.0 if single else step.c_eps / 2)

    return rule


def dpmpp_2m(schedule: NoiseSchedule, t: int, s: int, before: int | None = None) -> Update:
    """DPM-Solver++(2M): x_0 is extrapolated from this step and the one before (Lu et al. 2022, Algorithm 2).

    The first and the last step are of first order, where they equal DDIM's; so are those from or to a time without
    signal or without noise, where the logarithms are infinite.
    """
    if before is None or s == 0:
        return ddim_update(schedule, s)
    lambda_before, lambda_t, lambda_s = (float(schedule.log_snr[time]) / 2 for time in (before, t, s))
    if not (math.isfinite(lambda_t) and math.isfinite(lambda_s) and lambda_t > lambda_before):
        return ddim_update(schedule, s)
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


RULES: dict[str, Rule] = {  # in the order in which the page lists them
    "ddim": ddim(),
    "ddpm": ddpm,
    "ddpm-small": ddpm_small,
    "euler": euler,
    "heun": heun(),
    "dpmpp-2m": dpmpp_2m,
}

# What makes a rule and is none itself -> how to call it.
FACTORIES: dict[Callable[..., object], str] = {ddim: "ddim(eta=0.5)", heun: "heun()"}
