"""scheduler_config.json <-> the noise schedule that a network was trained with, and how it is meant to be sampled."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...diffusion.prediction import PREDICTIONS
from ...diffusion.schedule import NoiseSchedule, cosine, linear, scaled_linear, sigmoid, zero_terminal_snr
from ..errors import Phrase, any_of
from .json_files import is_number, quoted
from .locations import CheckpointError

FILE = "scheduler_config.json"


class Defaults(NamedTuple):
    """What one of diffusers' schedulers takes for a field that its config leaves out. clip: those that have no such
    field never clip.
    """

    beta_start: float = 1e-4
    beta_end: float = 0.02
    clip: bool = False


STABLE = Defaults(0.00085, 0.012)  # those of Stable Diffusion
# diffusers' schedulers whose betas are those of a DDPM.
SCHEDULERS = {
    **dict.fromkeys(
        (
            *("DDPMScheduler", "DDPMParallelScheduler", "RePaintScheduler"),
            *("DDIMScheduler", "DDIMParallelScheduler", "DDIMInverseScheduler"),
        ),
        Defaults(clip=True),
    ),
    **dict.fromkeys(
        (
            *("PNDMScheduler", "LMSDiscreteScheduler", "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"),
            *("DPMSolverMultistepScheduler", "DPMSolverMultistepInverseScheduler", "DPMSolverSinglestepScheduler"),
            *("DEISMultistepScheduler", "UniPCMultistepScheduler", "SASolverScheduler"),
        ),
        Defaults(),
    ),
    **dict.fromkeys(
        (
            *("HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler"),
            "DPMSolverSDEScheduler",
        ),
        STABLE,
    ),
}
BETAS = {"linear": linear, "scaled_linear": scaled_linear, "sigmoid": sigmoid}
# variance_type -> a name in samplers.RULES; null is what the schedulers without noise say.
VARIANCES = {
    "fixed_small": "ddpm-small",
    "fixed_small_log": "ddpm-small",
    "fixed_large": "ddpm",
    "fixed_large_log": "ddpm",
    None: "ddpm-small",
}
MAX_T = 100_000


@dataclass(frozen=True)
class TrainedSchedule:
    """What a scheduler_config.json tells; the last two fields are those of `Checkpoint`."""

    schedule: NoiseSchedule
    prediction: str
    clip: float
    variance: str


def parse_schedule(config: dict[str, Any]) -> TrainedSchedule:
    """diffusers' scheduler_config.json -> TrainedSchedule. Raises CheckpointError naming what is not supported.

    Fields that only say how diffusers walks the chain (timestep_spacing, steps_offset, ...) are ignored.
    """
    # Until version 0.8, predict_epsilon = false meant prediction_type = "sample".
    told = {"prediction_type": "sample" if config.get("predict_epsilon") is False else "epsilon"} | config
    defaults = _defaults(told)
    _one_of(told, "timestep_type", ("discrete",), "discrete")  # else the network is told log sigma for t
    prediction = _one_of(told, "prediction_type", PREDICTIONS)
    rescaled = _one_of(told, "rescale_betas_zero_snr", (False, True), False)
    clip = _one_of(told, "clip_sample", (False, True), defaults.clip)
    _one_of(told, "thresholding", (False,), False)
    variance = VARIANCES[_one_of(told, "variance_type", VARIANCES, "fixed_small")]
    clip_range = config.get("clip_sample_range", 1.0)
    if not is_number(clip_range) or not 0 < clip_range < 1e6:
        raise CheckpointError(
            "{file} is damaged: {field} = {value} is no number above 0.",
            file=FILE,
            field="clip_sample_range",
            value=quoted(clip_range),
        )

    schedule = _schedule(config, defaults)
    try:
        schedule = zero_terminal_snr(schedule) if rescaled else schedule
    except ValueError:
        raise CheckpointError(
            "{file} is damaged: rescale_betas_zero_snr = true, but a zero terminal SNR needs at least two steps, and "
            "signal to lose in the last one.",
            file=FILE,
        ) from None
    if schedule.alpha_bar[-2] == 0:
        raise CheckpointError("{file} is damaged: nothing of the picture is left before the last step.", file=FILE)
    if schedule.alpha_bar[-1] == 0 and prediction == "epsilon":
        reason = "rescale_betas_zero_snr = true" if rescaled else "trained_betas[-1] = 1"
        raise CheckpointError(
            '{file}: prediction_type = "epsilon" cannot be sampled with {reason}: x_T holds no signal, and the noise '
            "in it says nothing about x_0.",
            file=FILE,
            reason=reason,
        )
    return TrainedSchedule(schedule, prediction, float(clip_range) if clip else 0.0, variance)


def scheduler_config_of(trained: TrainedSchedule) -> dict[str, Any]:
    """The DDPMScheduler config that `parse_schedule` reads back: the schedule by its name, else by its betas."""
    T, beta = trained.schedule.T, trained.schedule.beta
    config = {
        "_class_name": "DDPMScheduler",
        "num_train_timesteps": T,
        "prediction_type": trained.prediction,
        "variance_type": "fixed_large" if trained.variance == "ddpm" else "fixed_small",
        "clip_sample": trained.clip > 0,
        "clip_sample_range": trained.clip or 1.0,
    }
    if np.array_equal(beta, cosine(T).beta):
        return config | {"beta_schedule": "squaredcos_cap_v2"}
    for kind in ("linear", "scaled_linear"):
        if np.array_equal(beta, BETAS[kind](T, beta[1], beta[-1]).beta):
            return config | {"beta_schedule": kind, "beta_start": beta[1], "beta_end": beta[-1]}
    return config | {"trained_betas": beta[1:].tolist()}


def _defaults(config: dict[str, Any]) -> Defaults:
    name = config.get("_class_name", "DDPMScheduler")
    if not isinstance(name, str) or name not in SCHEDULERS:
        raise CheckpointError(
            "{file}: {field} = {value} is not supported; it must be {wanted}.",
            file=FILE,
            field="_class_name",
            value=quoted(name),
            wanted=Phrase("DDPMScheduler, or one of diffusers that walks the chain of a DDPM in another way"),
        )
    return SCHEDULERS[name]


def _schedule(config: dict[str, Any], defaults: Defaults) -> NoiseSchedule:
    T, betas = config.get("num_train_timesteps", 1000), config.get("trained_betas")
    if not isinstance(T, int) or isinstance(T, bool) or not 1 <= T <= MAX_T:
        raise CheckpointError(
            "{file} is damaged: num_train_timesteps = {value} is not in 1..{most}.",
            file=FILE,
            value=quoted(T),
            most=MAX_T,
        )
    if betas is not None:
        if not isinstance(betas, list) or not all(is_number(beta) and 0 < beta <= 1 for beta in betas):
            raise CheckpointError(
                "{file} is damaged: trained_betas is no list of numbers above 0 and up to 1.", file=FILE
            )
        if len(betas) != T:
            raise CheckpointError(
                "{file} is damaged: trained_betas has {count} numbers for num_train_timesteps = {T}.",
                file=FILE,
                count=len(betas),
                T=T,
            )
        return NoiseSchedule(np.array([0.0, *betas]))
    kind = _one_of(config, "beta_schedule", (*BETAS, "squaredcos_cap_v2"), "linear")
    if kind == "squaredcos_cap_v2":
        return cosine(T)
    ends = {end: config.get(end, getattr(defaults, end)) for end in ("beta_start", "beta_end")}
    for field, value in ends.items():
        if not is_number(value) or not 0 < value <= 1:
            raise CheckpointError(
                "{file} is damaged: {field} = {value} is no number above 0 and up to 1.",
                file=FILE,
                field=field,
                value=quoted(value),
            )
    return BETAS[kind](T, *ends.values())


def _one_of(config: dict[str, Any], field: str, choices: Any, default: Any = None) -> Any:
    value = config.get(field, default)
    if value not in list(choices):  # in a list, whatever has no hash is simply not there
        raise CheckpointError(
            "{file}: {field} = {value} is not supported; it must be {wanted}.",
            file=FILE,
            field=field,
            value=quoted(value),
            wanted=any_of(map(quoted, choices)),
        )
    return value
