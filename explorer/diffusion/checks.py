"""What is refused before a chain begins, in a sentence."""

import math
from collections.abc import Sequence

import torch

from .denoiser import Denoiser, has_check
from .prediction import first_noisy, own_answer
from .schedule import NoiseSchedule

NO_SIGNAL = 1e-12  # sqrt(alpha_bar) whose inverse magnifies eps_hat beyond what a network can take


class ChainError(ValueError):
    """A chain that cannot be walked under its schedule; `reason` is a word for it, "no_noise" or "no_signal"."""

    def __init__(self, reason: str, sentence: str):
        super().__init__(sentence)
        self.reason = reason


def check_chain(denoiser: Denoiser, schedule: NoiseSchedule, start: int, clip: float) -> None:
    """Raises ChainError if no chain from `start` is finite under the schedule, ValueError for a bad clip."""
    if not 0 <= clip < math.inf:
        raise ValueError(f"clip must be 0, which leaves x0_hat as it is, or a bound above 0, not {clip}.")
    if first_noisy(schedule) > schedule.T:
        raise ChainError("no_noise", "This schedule adds no noise at all: there is nothing to take away. Raise beta.")
    faint = math.sqrt(schedule.alpha_bar[start]) < NO_SIGNAL
    if faint and not clip and own_answer(denoiser)[1] == "epsilon":
        raise ChainError(
            "no_signal",
            f"Nothing of the picture is left at t = {start} of this schedule, so that eps_hat says nothing about it: "
            "clip x0_hat, lower beta or T, or take a network that predicts v or x_0.",
        )


def check_batch(
    denoiser: Denoiser, x: torch.Tensor, label: torch.Tensor | Sequence[int] | int | None, guidance: float
) -> torch.Tensor | None:
    """The labels of x, one for each sample. Raises ValueError for what the denoiser cannot be asked."""
    if not (torch.is_tensor(x) and x.is_floating_point() and x.ndim >= 2):
        raise ValueError("A chain begins with a tensor of floating-point numbers, (B, ...): one row per sample.")
    if not math.isfinite(guidance):
        raise ValueError(f"guidance must be a finite number, not {guidance}.")
    label = one_each(label, x)
    if has_check(denoiser):
        denoiser.check(x, label, guidance)
    return label


def one_each(label: torch.Tensor | Sequence[int] | int | None, x: torch.Tensor) -> torch.Tensor | None:
    """The labels as a tensor (B,), or None. Raises ValueError when there is not one whole number for each sample."""
    if label is None:
        return None
    try:
        label = torch.as_tensor(label, device=x.device)
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"A label is the number of a class, not {label!r}.") from None
    if label.is_floating_point() or label.is_complex() or label.dtype == torch.bool:
        raise ValueError(f"A label is the number of a class, a whole one, not {label.tolist()}.")
    if label.shape not in ((), (len(x),)):
        raise ValueError(f"Labels of shape {tuple(label.shape)} for a batch of {len(x)}: give one per sample.")
    return label.long().expand(len(x))
