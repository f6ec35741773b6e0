"""The variational bound on -log2 p(x_0), term by term, in bits per dimension (Ho et al. 2020, eqs. 5 to 13).

    L = L_T + L_{T-1} + ... + L_1 + L_0,   L_T = KL(q(x_T|x_0) || N(0, I)),
    L_{t-1} = KL(q(x_{t-1}|x_t,x_0) || p(x_{t-1}|x_t)),   L_0 = -log p(x_0|x_1) over 256 grey levels.

Each term is for one draw of x_t ~ q(x_t|x_0), from noise that the caller gives, and is computed in float64. The
denoiser is asked in the type of x_0, and x0_hat is not clipped.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch

from .checks import ChainError, check_batch
from .coefficients import PosteriorCoefficients, posterior_coefficients
from .denoiser import Denoiser, in_float64
from .gaussian import Gaussian
from .prediction import guided, read
from .process import marginal, noise_level, signal
from .schedule import NoiseSchedule

LEVELS = 256  # grey levels of a picture, from -1 to 1
OUTSIDE = 1e-3  # how far a value may lie beyond them: the rounding of what made it

# sigma^2 of p(x_{t-1}|x_t) by the sampler that has it; each is best for one kind of data (Ho et al., section 3.2).
VARIANCES: dict[str, Callable[[PosteriorCoefficients], float]] = {
    "ddpm": lambda c: c.step_variance,  # beta_t
    "ddpm-small": lambda c: c.variance,  # beta-tilde_t
}


class Look(NamedTuple):
    """What a denoiser makes of one x_t: all of it float64, shape of x_0."""

    x_t: torch.Tensor
    x0_hat: torch.Tensor


def prior_map(schedule: NoiseSchedule, x_0: torch.Tensor) -> torch.Tensor:
    """L_T of each dimension, in bits; float64, shape of x_0."""
    x_T = marginal(schedule, in_float64(x_0), schedule.T)
    return x_T.kl(Gaussian(torch.zeros_like(x_T.mean), 1.0)) / math.log(2)


def prior_term(schedule: NoiseSchedule, x_0: torch.Tensor) -> torch.Tensor:
    """L_T, (B,) in bits per dimension: what is left of x_0 (B, ...) in x_T. 0 at a zero terminal SNR."""
    return per_dimension(prior_map(schedule, x_0))


def look_back(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    t: int,
    eps: torch.Tensor,
    label: torch.Tensor | int | None = None,
) -> Look:
    """The denoiser's x0_hat of x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps, t an int in 1..T.

    x_0 and eps are (B, ...), label is one for all, or (B,). Raises ValueError for another t, for a time without noise
    and for what the denoiser cannot be asked; ChainError where no signal is left and it says only eps_hat, from which
    x_0 cannot be had.
    """
    if isinstance(t, bool) or not isinstance(t, int) or not 1 <= t <= schedule.T:
        raise ValueError(f"A step back begins at a whole time from 1 to T = {schedule.T}, not {t}.")
    if schedule.alpha_bar[t] == 1:
        raise ValueError(f"This schedule adds no noise until t = {t}: there is no step back to weigh. Raise beta.")
    if eps.shape != x_0.shape:
        raise ValueError(f"Noise of shape {tuple(eps.shape)} for pictures of {tuple(x_0.shape)}: give one to each.")
    asked = guided(denoiser, check_batch(denoiser, x_0, label, 1.0), 1.0)
    if asked.prediction == "epsilon" and schedule.alpha_bar[t] == 0:
        raise ChainError(
            "no_signal",
            f"Nothing of the picture is left at t = {t} of this schedule, so that eps_hat says nothing about it: "
            "take a network that predicts v or x_0, or a schedule that leaves some signal.",
        )
    x_t = marginal(schedule, in_float64(x_0), t).sample(in_float64(eps)).to(x_0)  # rounded as the denoiser gets it
    (answer,) = asked.answers(x_t, torch.full((len(x_t),), t, device=x_t.device))
    exact = in_float64(x_t)
    return Look(exact, read(schedule, asked.prediction, exact, in_float64(answer), t, t).x0)


def step_gaussians(
    schedule: NoiseSchedule, x_0: torch.Tensor, t: int, look: Look, variance: str = "ddpm-small"
) -> tuple[Gaussian, Gaussian]:
    """q(x_{t-1}|x_t,x_0) and p(x_{t-1}|x_t), which differ in x_0 or x0_hat, and in their variance; t in 2..T.

    Raises ValueError for another t, for a variance that is not in VARIANCES, and where q is a point.
    """
    if variance not in VARIANCES:
        raise ValueError(f"Unknown variance {variance!r}; choose one of {', '.join(VARIANCES)}.")
    if t < 2:
        raise ValueError(f"L_(t-1) is for t from 2 to T = {schedule.T}, not {t}: the last step is L_0, decoder_term.")
    c = posterior_coefficients(schedule, t, t - 1)
    if c.variance == 0:
        raise ValueError(f"This schedule adds no noise until t = {t - 1}: q is a point, of which no KL is finite.")
    q = Gaussian(c.c_0 * in_float64(x_0) + c.c_t * look.x_t, c.variance)
    return q, Gaussian(c.c_0 * look.x0_hat + c.c_t * look.x_t, VARIANCES[variance](c))


def step_map(
    schedule: NoiseSchedule, x_0: torch.Tensor, t: int, look: Look, variance: str = "ddpm-small"
) -> torch.Tensor:
    """L_{t-1} of each dimension, in bits; float64, shape of x_0. t in 2..T, see `step_gaussians`."""
    q, p = step_gaussians(schedule, x_0, t, look, variance)
    return q.kl(p) / math.log(2)


def step_term(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    t: int,
    eps: torch.Tensor,
    label: torch.Tensor | int | None = None,
    variance: str = "ddpm-small",
) -> torch.Tensor:
    """L_{t-1}, (B,) in bits per dimension, for t an int in 2..T; sigma^2 is beta_t for the variance "ddpm", and
    beta-tilde_t for "ddpm-small". Raises what `look_back` and `step_gaussians` raise.
    """
    return per_dimension(step_map(schedule, x_0, t, look_back(denoiser, schedule, x_0, t, eps, label), variance))


def decoder_map(schedule: NoiseSchedule, x_0: torch.Tensor, look: Look) -> torch.Tensor:
    """L_0 of each dimension, in bits; float64, shape of x_0. `look` is at t = 1.

    -log2 of the mass that N(x0_hat, beta_1) has within half a grey level of x_0; the first and the last level reach to
    infinity (Ho et al. 2020, eq. 13). beta-tilde_1 is 0, so that every variance takes beta_1 here.
    Raises ValueError if a value of x_0 lies beyond -1 or 1.
    """
    level = (in_float64(x_0) + 1) * (LEVELS - 1) / 2
    if not bool(((level + OUTSIDE >= 0) & (level - OUTSIDE <= LEVELS - 1)).all()):
        raise ValueError("The decoder knows grey levels: the values of a picture lie between -1 and 1.")
    level = level.round()
    low, high = ((level + side) * 2 / (LEVELS - 1) - 1 for side in (-0.5, 0.5))
    low, high = low.masked_fill(level == 0, -math.inf), high.masked_fill(level == LEVELS - 1, math.inf)
    return -Gaussian(look.x0_hat, float(schedule.beta[1])).log_mass(low, high) / math.log(2)


def decoder_term(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    eps: torch.Tensor,
    label: torch.Tensor | int | None = None,
) -> torch.Tensor:
    """L_0, (B,) in bits per dimension; eps is the noise of x_1. Raises what `look_back` and `decoder_map` raise."""
    return per_dimension(decoder_map(schedule, x_0, look_back(denoiser, schedule, x_0, 1, eps, label)))


def per_dimension(bits: torch.Tensor) -> torch.Tensor:
    """The mean over all dimensions of each sample, (B,)."""
    return bits.flatten(1).mean(1)


def worth(schedule: NoiseSchedule, t: int) -> dict[str, float]:
    """The error of x0_hat for an error of 1 in what a network may be asked for instead, at t in 1..T.

    "sample" is x_0, "mean" that of p(x_{t-1}|x_t), "score" -eps / sqrt(1 - alpha_bar_t); infinite for eps and the score
    where no signal is left, for the mean where x_0 has no share in it.
    """
    x = torch.zeros(1, dtype=torch.float64)
    a, b = float(signal(schedule, t, x)), float(noise_level(schedule, t, x))
    c_0 = posterior_coefficients(schedule, t, t - 1).c_0
    return {
        "epsilon": b / a if a else math.inf,
        "sample": 1.0,
        "v_prediction": b,
        "mean": 1 / c_0 if c_0 else math.inf,
        "score": b * b / a if a else math.inf,
    }


def weight(schedule: NoiseSchedule, t: int, target: str = "epsilon", variance: str = "ddpm-small") -> float:
    """What L_{t-1} has for each unit of mean squared error of `target`, in bits per dimension; t in 2..T.

    For eps it is eq. 12's, beta_t^2 / (2 sigma_t^2 alpha_t (1 - alpha_bar_t)) / ln 2; L_simple has 1 in its place. With
    sigma^2 = beta-tilde nothing else is in L_{t-1}; with beta there is the KL of the variances beside it.
    """
    c = posterior_coefficients(schedule, t, t - 1)
    return (c.c_0 * worth(schedule, t)[target]) ** 2 / (2 * VARIANCES[variance](c)) / math.log(2)
