"""A trained network as a `Denoiser`: the one place where the explorer's t meets the network's own conventions."""

from collections.abc import Callable
from copy import copy

import torch

from ..diffusion.denoiser import NO_LABEL
from ..diffusion.prediction import PREDICTIONS
from ..diffusion.schedule import NoiseSchedule
from .batching import Batching
from .errors import ExplainedError
from .splitting import Splitting
from .unet import UNet


class InputError(ExplainedError):
    """What a network cannot be asked."""


class NetworkDenoiser:
    """eps_hat from a U-Net trained diffusers' way: times counted from 0, one extra index for "no label".

    network     called as network(x_t, time, label)
    prediction  what it was trained to output, a name in PREDICTIONS
    no_label    the class index that stands for "no label"; None for an unconditional network, or for
                a conditional one that was never trained without labels
    """

    def __init__(
        self, network: UNet, schedule: NoiseSchedule, prediction: str = "epsilon", no_label: int | None = None
    ):
        if prediction not in PREDICTIONS:
            raise InputError(
                "Unknown prediction {name!r}; choose one of: {choices}.",
                name=prediction,
                choices=", ".join(PREDICTIONS),
            )
        self.network, self.schedule, self.prediction, self.no_label = network, schedule, prediction, no_label
        self.run: Callable[..., torch.Tensor] = network  # or a faster equivalent: see runtime.py
        self.batches = Splitting(network.config)

    def under(self, schedule: NoiseSchedule) -> "NetworkDenoiser":
        """The same network read as if it had been trained with another schedule."""
        other = copy(self)
        other.schedule = schedule
        return other

    def shared(self) -> "NetworkDenoiser":
        """The same for several threads at once: what they ask at about the same time is one call of `run`."""
        other = copy(self)
        # Not self.run itself: a faster one may come later.
        other.run = Batching(lambda x_t, time, label: self.batches.ask(self.run, x_t, time, label), self.batches.room)
        return other

    def output(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """What the network itself says, in terms of `prediction`. Raises ValueError for what has not its shape."""
        self._check(x_t)
        t = _one_each("t", t, len(x_t))
        classes = self.network.config.num_class_embeds
        if classes is None:
            label = None
        elif label is None:
            label = torch.full((len(x_t),), self._no_label(), device=x_t.device)
        else:
            label = _one_each("label", label, len(x_t))
            label = self._index(label, classes)
        if self.network.training:  # the gradient needs all of a batch, and pieces would save nothing
            return self.run(x_t, t - 1, label)
        return self.batches.ask(self.run, x_t, t - 1, label)

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return PREDICTIONS[self.prediction].eps(self.schedule, x_t, self.output(x_t, t, label), t)

    def x0(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """x0_hat, shape of x_t."""
        return PREDICTIONS[self.prediction].x0(self.schedule, x_t, self.output(x_t, t, label), t)

    def check(self, x: torch.Tensor, label: torch.Tensor | None, guidance: float) -> None:
        """Raises InputError for what a chain from x (B, C, H, W) with these labels (B,) cannot ask the network."""
        self._check(x)
        dtype = next(self.network.parameters()).dtype
        if x.dtype != dtype:
            raise InputError(
                "This network computes in {dtype}, and x is {other}: convert x by x.to(torch.{dtype}).",
                dtype=str(dtype).removeprefix("torch."),
                other=str(x.dtype).removeprefix("torch."),
            )
        classes = self.network.config.num_class_embeds
        if classes is None and (guidance != 1 or (label is not None and (label != NO_LABEL).any())):
            raise InputError("This network knows no classes: leave label out, and guidance at 1.")
        if classes is not None and label is not None:
            self._check_label(label, classes)

    def _index(self, label: torch.Tensor, classes: int) -> torch.Tensor:
        """The network's own indices of labels (B,). A GPU is waited for only the first time that a tensor is looked at:
        a chain shows the same one in each step.
        """
        free = label.is_cpu or label.is_inference()  # nothing is waited for there, or no changes are counted
        looked = None if free else (classes, self.no_label, label._version)
        if looked is None or getattr(label, "looked_at", None) != looked:
            self._check_label(label, classes)
            if self.no_label is None and (label == NO_LABEL).any():
                self._no_label()
            label.looked_at = looked  # type: ignore[attr-defined]
        return label if self.no_label is None else torch.where(label == NO_LABEL, self.no_label, label)

    def _check_label(self, label: torch.Tensor, classes: int) -> None:
        if ((label < NO_LABEL) | (label >= classes)).any():
            raise InputError(
                "A label of this network is a number from 0 to {last}, or {no_label} for none.",
                last=(classes if self.no_label is None else self.no_label) - 1,
                no_label=NO_LABEL,
            )

    def _check(self, x_t: torch.Tensor) -> None:
        config = self.network.config
        step = 2 ** (len(config.block_out_channels) - 1)
        if x_t.ndim != 4 or x_t.shape[1] != config.in_channels or any(n == 0 or n % step for n in x_t.shape[2:]):
            raise InputError(
                "This network takes a batch of shape (B, {channels}, H, W), H and W multiples of {step}, not {shape}.",
                channels=config.in_channels,
                step=step,
                shape=tuple(x_t.shape),
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
