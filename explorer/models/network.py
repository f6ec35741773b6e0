"""A trained network as a `Denoiser`: the one place where the explorer's t meets the network's own conventions."""

from collections.abc import Callable
from copy import copy

import torch
from torch import nn

from ..diffusion.denoiser import NO_LABEL
from ..diffusion.process import eps_from_v, eps_from_x0, x0_from_eps, x0_from_v
from ..diffusion.schedule import NoiseSchedule
from .together import Together


def _as_it_is(schedule: NoiseSchedule, x_t: torch.Tensor, output: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    return output


PREDICTIONS = {"epsilon": _as_it_is, "sample": eps_from_x0, "v_prediction": eps_from_v}
X0_FROM = {"epsilon": x0_from_eps, "sample": _as_it_is, "v_prediction": x0_from_v}


class NetworkDenoiser:
    """eps_hat from a U-Net trained diffusers' way: times counted from 0, one extra index for "no label".

    network     called as network(x_t, time, label)
    prediction  what it was trained to output, a name in PREDICTIONS
    no_label    the class index that stands for "no label"; None for an unconditional network, or for
                a conditional one that was never trained without labels
    """

    def __init__(
        self, network: nn.Module, schedule: NoiseSchedule, prediction: str = "epsilon", no_label: int | None = None
    ):
        self.network, self.schedule, self.prediction, self.no_label = network, schedule, prediction, no_label
        self.run: Callable[..., torch.Tensor] = network  # or a faster equivalent: see runtime.py

    def under(self, schedule: NoiseSchedule) -> "NetworkDenoiser":
        """The same network read as if it had been trained with another schedule."""
        other = copy(self)
        other.schedule = schedule
        return other

    def shared(self) -> "NetworkDenoiser":
        """The same for several threads at once: what they ask at about the same time is one call of `run`."""
        other = copy(self)
        other.run = Together(lambda x_t, time, label: self.run(x_t, time, label))  # a faster one may come later
        return other

    def output(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """What the network itself says, in terms of `prediction`."""
        if self.network.config.num_class_embeds is None:
            label = None
        elif label is None:
            label = torch.full((len(x_t),), self._no_label(), device=x_t.device)
        elif (label == NO_LABEL).any():
            label = torch.where(label == NO_LABEL, self._no_label(), label)
        return self.run(x_t, t - 1, label)

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return PREDICTIONS[self.prediction](self.schedule, x_t, self.output(x_t, t, label), t)

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """x0_hat, shape of x_t."""
        return X0_FROM[self.prediction](self.schedule, x_t, self.output(x_t, t, label), t)

    def _no_label(self) -> int:
        if self.no_label is None:
            raise ValueError("This network was only trained with labels: choose one.")
        return self.no_label
