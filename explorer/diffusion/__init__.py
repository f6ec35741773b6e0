"""The mathematics of denoising diffusion: NumPy and torch only, no files, no interface, no global state.

The public names are imported on first use, so that `NoiseSchedule` can be used without loading torch.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "NoiseSchedule": "schedule",
    "SCHEDULES": "schedule",
    "karras_times": "schedule",
    "leading_times": "schedule",
    "time_grid": "schedule",
    "zero_terminal_snr": "schedule",
    "Noise": "noise",
    "Gaussian": "gaussian",
    "marginal": "process",
    "transition": "process",
    "posterior": "process",
    "Denoiser": "denoiser",
    "ExactDenoiser": "denoiser",
    "GaussianMixtureDenoiser": "denoiser",
    "RULES": "rules",
    "Step": "samplers",
    "ddim": "rules",
    "ddpm": "rules",
    "ddpm_small": "rules",
    "dpmpp_2m": "rules",
    "euler": "rules",
    "heun": "rules",
    "sample": "samplers",
    "encode": "latents",
    "slerp": "latents",
    "simple_loss": "objective",
    "prior_term": "bound",
    "step_term": "bound",
    "decoder_term": "bound",
    "strata": "bound_sum",
    "bound_terms": "bound_sum",
    "estimate": "bound_sum",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
