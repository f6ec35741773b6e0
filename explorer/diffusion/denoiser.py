"""What a denoiser is, and the perfect ones: E[eps | x_t] in closed form.

An exact denoiser is the network that training would reach with endless capacity and time
(Karras et al. 2022, appendix B.3); it is both a test oracle and teaching material.
"""

from collections.abc import Iterator
from typing import Protocol, TypeGuard

import torch

from .process import coefficient, eps_from_x0, signal
from .schedule import NoiseSchedule

NO_LABEL = -1
PIECE = 2048  # pictures that are in float64 at once: 50 MB of 3x32x32


class Denoiser(Protocol):
    """eps_hat(x_t, t, label): x_t (B, C, H, W), t (B,) ints in 1..T, label (B,) ints or None -> (B, C, H, W).

    `label=None` asks for the unconditional prediction, NO_LABEL for that of one sample.

    One that does not think in eps_hat is an `X0Denoiser` or an `OutputDenoiser`, and is then asked for what it thinks
    in, for x_0 by way of eps_hat loses its precision where little of the picture is left, and is lost where
    alpha_bar_t = 0. One that cannot be asked everything is a `CheckingDenoiser`.
    """

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor: ...


class X0Denoiser(Denoiser, Protocol):
    """One that has E[x_0 | x_t], which is asked for in place of eps_hat."""

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor: ...


class OutputDenoiser(Denoiser, Protocol):
    """One whose output, asked for before eps_hat and x_0, is what `prediction` says: a name in PREDICTIONS."""

    prediction: str

    def output(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor: ...


class CheckingDenoiser(Denoiser, Protocol):
    """One that raises ValueError for what it cannot be asked: a chain from x (B, ...) with these labels (B,)."""

    def check(self, x: torch.Tensor, label: torch.Tensor | None, guidance: float) -> None: ...


def has_x0(denoiser: Denoiser) -> TypeGuard[X0Denoiser]:
    return hasattr(denoiser, "x0")


def has_output(denoiser: Denoiser) -> TypeGuard[OutputDenoiser]:
    return hasattr(denoiser, "output")


def has_check(denoiser: Denoiser) -> TypeGuard[CheckingDenoiser]:
    return hasattr(denoiser, "check")


def in_float64(x: torch.Tensor) -> torch.Tensor:
    """x with all its digits to come; on the CPU where its own device has no float64, as Apple's MPS has not."""
    return (x.cpu() if x.device.type == "mps" else x).to(torch.float64)


class ExactDenoiser:
    """The optimum over a finite data set: E[x_0 | x_t] is a softmax-weighted mean of its pictures.

    data: (N, ...) float tensor. Labels are ignored: the set is the whole world.
    """

    def __init__(self, data: torch.Tensor, schedule: NoiseSchedule):
        self.data, self.schedule = data, schedule

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """E[x_0 | x_t], shape of x_t. Takes memory for B x N numbers and a piece of the data."""
        x = in_float64(x_t.flatten(1))  # (B, D)
        a, level = signal(self.schedule, t, x), coefficient(1 - self.schedule.alpha_bar, t, x)
        # -|x - a d|^2 / 2 without |x|^2, which all d share. In float32 its large terms would drown the difference.
        logit = torch.cat([a * x @ d.mT - a**2 / 2 * d.square().sum(1) for d in self._pieces(x)], dim=1) / level
        weight = torch.split(torch.softmax(logit, dim=1), PIECE, dim=1)  # of (B, N)
        mean = sum((w @ d for w, d in zip(weight, self._pieces(x), strict=True)), start=x.new_zeros(()))
        return mean.reshape(x_t.shape).to(x_t)

    def _pieces(self, x: torch.Tensor) -> Iterator[torch.Tensor]:
        """The data as (PIECE, D), in the type of x and where it is."""
        return (piece.flatten(1).to(x.device).to(x.dtype) for piece in torch.split(self.data, PIECE))

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return eps_from_x0(self.schedule, x_t, self.x0(x_t, t), t)


class GaussianMixtureDenoiser:
    """The optimum when x_0 follows the mixture sum_k weights_k N(means_k, covariances_k).

    weights (K,), means (K, D), covariances (K, D, D); D is the size of one flattened sample.
    """

    def __init__(self, weights: torch.Tensor, means: torch.Tensor, covariances: torch.Tensor, schedule: NoiseSchedule):
        self.weights, self.means, self.schedule = weights, means, schedule
        # In the eigenbasis of each covariance every noised Gaussian is diagonal.
        self.variances, self.bases = torch.linalg.eigh(covariances)  # (K, D), (K, D, D)

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """E[x_0 | x_t], shape of x_t."""
        x = x_t.flatten(1)
        scale = signal(self.schedule, t, x)[:, :, None]  # (B, 1, 1)
        level = coefficient(1 - self.schedule.alpha_bar, t, x)[:, :, None]  # (B, 1, 1)
        weights, means = self.weights.to(x), self.means.to(x)
        variances, bases = self.variances.to(x), self.bases.to(x)
        offset = torch.einsum("bkd,kde->bke", x[:, None] - scale * means, bases)  # (B, K, D)
        total = scale**2 * variances + level  # (B, K, D)
        log_density = torch.log(weights) - 0.5 * (offset**2 / total + torch.log(total)).sum(-1)
        responsibility = torch.softmax(log_density, dim=1)  # (B, K)
        expected = means + torch.einsum("bke,kde->bkd", scale * variances / total * offset, bases)
        return torch.einsum("bk,bkd->bd", responsibility, expected).reshape(x_t.shape)

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return eps_from_x0(self.schedule, x_t, self.x0(x_t, t), t)
