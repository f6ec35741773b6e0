"""A trained network as a `Denoiser`: the one place where the explorer's t meets the network's own conventions."""

from collections.abc import Callable
from copy import copy

import torch
from torch import nn

from ..diffusion.denoiser import NO_LABEL
from ..diffusion.process import eps_from_v, eps_from_x0, x0_from_eps, x0_from_v
from ..diffusion.schedule import NoiseSchedule
from .batches import Batches
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
        self.batches = Batches(network.config)

    def under(self, schedule: NoiseSchedule) -> "NetworkDenoiser":
        """The same network read as if it had been trained with another schedule."""
        other = copy(self)
        other.schedule = schedule
        return other

    def shared(self) -> "NetworkDenoiser":
        """The same for several threads at once: what they ask at about the same time is one call of `run`."""
        other = copy(self)
        # Not self.run itself: a faster one may come later.
        other.run = Together(lambda x_t, time, label: self.batches.ask(self.run, x_t, time, label), self.batches.room)
        return other

    def output(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """What the network itself says, in terms of `prediction`. Raises ValueError for what has not its shape."""
        self._check(x_t)
        t = _one_each("t", t, len(x_t))
        if self.network.config.num_class_embeds is None:
            label = None
        elif label is None:
            label = torch.full((len(x_t),), self._no_label(), device=x_t.device)
        else:
            label = _one_each("label", label, len(x_t))
            if (label == NO_LABEL).any():
                label = torch.where(label == NO_LABEL, self._no_label(), label)
        if self.network.training:  # the gradient needs all of a batch, and pieces would save nothing
            return self.run(x_t, t - 1, label)
        return self.batches.ask(self.run, x_t, t - 1, label)

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return PREDICTIONS[self.prediction](self.schedule, x_t, self.output(x_t, t, label), t)

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """x0_hat, shape of x_t."""
        return X0_FROM[self.prediction](self.schedule, x_t, self.output(x_t, t, label), t)

    def _check(self, x_t: torch.Tensor) -> None:
        config = self.network.config
        step = 2 ** (len(config.block_out_channels) - 1)
        if x_t.ndim != 4 or x_t.shape[1] != config.in_channels or any(n == 0 or n % step for n in x_t.shape[2:]):
            raise ValueError(
                f"This network takes pictures of shape (B, {config.in_channels}, H, W), H and W multiples of {step}, "
                f"not {tuple(x_t.shape)}."
            )

    def _no_label(self) -> int:
        if self.no_label is None:
            raise ValueError("This network was only trained with labels: choose one.")
        return self.no_label


def _one_each(name: str, values: torch.Tensor, count: int) -> torch.Tensor:
    """The values (count,), from as many or from one for all."""
    if getattr(values, "shape", None) not in ((count,), (1,)):
        shape = tuple(values.shape) if torch.is_tensor(values) else values
        raise ValueError(f"{name} must be a tensor ({count},), one for each sample, not {shape}.")
    return values if len(values) == count else values.expand(count)
