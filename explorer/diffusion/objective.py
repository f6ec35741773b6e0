"""What one step of training minimises (Ho et al. 2020, Algorithm 1 and eq. 14)."""

from collections.abc import Callable

import torch

from .process import marginal, v_from_x0_eps
from .schedule import NoiseSchedule

# What a network may be trained to output, as a function of (schedule, x_0, eps, t).
TARGETS: dict[str, Callable[..., torch.Tensor]] = {
    "epsilon": lambda schedule, x_0, eps, t: eps,
    "sample": lambda schedule, x_0, eps, t: x_0,
    "v_prediction": v_from_x0_eps,
}


def simple_loss(
    predict: Callable[..., torch.Tensor],
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    t: torch.Tensor,
    eps: torch.Tensor,
    label: torch.Tensor | None = None,
    target: str = "epsilon",
) -> torch.Tensor:
    """The mean over pixels of (target - predict(x_t, t, label))^2 per sample, shape (B,).

    With the target epsilon, where `predict` may be any `Denoiser`, this is L_simple; with v_prediction the same
    error is weighted by 1 / alpha_bar_t (Salimans & Ho 2022, section 4), which also teaches the very noisy times.
    x_0 and eps are (B, C, H, W), t is (B,) ints in 1..T, best on the CPU, where its coefficients are. Raises ValueError
    for a target that is not in TARGETS.
    """
    if target not in TARGETS:
        raise ValueError(f"Unknown target {target!r}; choose one of {', '.join(TARGETS)}.")
    x_t = marginal(schedule, x_0, t).sample(eps)
    error = TARGETS[target](schedule, x_0, eps, t) - predict(x_t, t.to(x_0.device), label)
    return error.square().flatten(1).mean(1)
