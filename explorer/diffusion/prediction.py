"""What a denoiser is asked for, and what follows from its answer: eps_hat and x0_hat, neither by way of the other.

A network's v says x_0 to the last digit at any t; by way of eps_hat, x_0 would be divided by sqrt(alpha_bar_t), which
magnifies the rounding of eps_hat 20,000 times at the end of a cosine schedule.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from .denoiser import NO_LABEL, Denoiser, has_output, has_x0
from .process import eps_from_v, eps_from_x0, noise_level, signal, x0_from_eps, x0_from_v
from .schedule import NoiseSchedule

LEAST_SIGNAL = torch.finfo(torch.float32).tiny  # what is below is 0 in float32


class Prediction(NamedTuple):
    """What an output means: both are functions of (schedule, x_t, output, t)."""

    eps: Callable[..., torch.Tensor]
    x0: Callable[..., torch.Tensor]


def _as_it_is(schedule: NoiseSchedule, x_t: torch.Tensor, output: torch.Tensor, t: object) -> torch.Tensor:
    return output


# What a denoiser may output, by the names that diffusers gives it.
PREDICTIONS = {
    "epsilon": Prediction(_as_it_is, x0_from_eps),
    "sample": Prediction(eps_from_x0, _as_it_is),
    "v_prediction": Prediction(eps_from_v, x0_from_v),
}


class Guess(NamedTuple):
    """What a denoiser says of x_t, and its answers without and with the label, where guidance mixed them."""

    eps: torch.Tensor
    x0: torch.Tensor
    halves: tuple["Guess", "Guess"] | None = None


class Asked(NamedTuple):
    """answers(x_t, times) is what a denoiser says in terms of `prediction`, a name in PREDICTIONS: one tensor, or where
    guidance mixes, the answers without and with the label and then their mixture.
    """

    answers: Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, ...]]
    prediction: str


Predictor = Callable[[torch.Tensor, int], Guess]


def own_answer(denoiser: Denoiser) -> tuple[Callable[..., torch.Tensor], str]:
    """What to ask a denoiser, and which of PREDICTIONS the answer is: see `Denoiser`."""
    if has_output(denoiser):
        return denoiser.output, denoiser.prediction
    if has_x0(denoiser):
        return denoiser.x0, "sample"
    return denoiser, "epsilon"


def guided(denoiser: Denoiser, label: torch.Tensor | None, guidance: float) -> Asked:
    """A denoiser as a function of (x_t, t) alone: label and classifier-free guidance in it.

    Guidance mixes the answers themselves, in one batch: eps_hat and x0_hat are linear in them.
    """
    ask, prediction = own_answer(denoiser)
    if label is None or guidance == 0:
        return Asked(lambda x_t, t: (ask(x_t, t, None),), prediction)
    if guidance == 1:
        return Asked(lambda x_t, t: (ask(x_t, t, label),), prediction)
    both = torch.cat([torch.full_like(label, NO_LABEL), label])

    def answers(x_t: torch.Tensor, t: torch.Tensor) -> tuple[torch.Tensor, ...]:
        without, with_label = at_least_single(ask(torch.cat([x_t, x_t]), torch.cat([t, t]), both)).chunk(2)
        return without, with_label, without + guidance * (with_label - without)

    return Asked(answers, prediction)


def looking(asked: Asked, schedule: NoiseSchedule) -> Predictor:
    """What is said of x_t at t, an int: eps_hat and x0_hat, in float32 at least, also where the denoiser works in
    less.
    """
    noisy = first_noisy(schedule)

    def look(x_t: torch.Tensor, t: int) -> Guess:
        # No denoiser knows a time without noise: of a clean picture it is asked as if it had the least noise.
        time, x = max(t, noisy), at_least_single(x_t)
        said = asked.answers(x_t, torch.full((len(x_t),), time, device=x_t.device))
        *halves, mixed = (read(schedule, asked.prediction, x, at_least_single(one), t, time) for one in said)
        return mixed._replace(halves=(halves[0], halves[1])) if halves else mixed

    return look


def read(schedule: NoiseSchedule, prediction: str, x_t: torch.Tensor, answer: torch.Tensor, t: int, time: int) -> Guess:
    """eps_hat and x0_hat of an answer that was given for `time`: t, or the first time with noise if t has none."""
    eps = PREDICTIONS[prediction].eps(schedule, x_t, answer, time)
    if t < time:
        return Guess(eps, x_t)
    if prediction == "epsilon" and signal(schedule, t, x_t) < LEAST_SIGNAL:
        return Guess(eps, (x_t - noise_level(schedule, t, x_t) * eps) / LEAST_SIGNAL)  # no 0 / 0
    return Guess(eps, PREDICTIONS[prediction].x0(schedule, x_t, answer, t))


def first_noisy(schedule: NoiseSchedule) -> int:
    """The first time whose alpha_bar is below 1 in float64; T + 1 if there is none."""
    return int(np.count_nonzero(schedule.alpha_bar == 1))


def at_least_single(x: torch.Tensor) -> torch.Tensor:
    return x.to(torch.promote_types(x.dtype, torch.float32))
