"""What a job trains, and what it finds out about it at each preview."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from ..diffusion.noise import Noise
from ..diffusion.objective import simple_loss
from ..models.checkpoint import Checkpoint, load_checkpoint
from ..models.labelled import with_label
from ..models.unconditional import unconditional
from ..models.unet import UNet
from .data import ImageSet
from .jobs.records import Spec
from .loop import Batch
from .memorised import nearest
from .preview import Interrupted

HOLD_OUT_FROM, HOLD_OUT_EVERY = 10, 10  # with so many pictures, every tenth is kept from the training
CHECKED, TIMES = 8, 8  # pictures and times that a held-out loss is the mean of


class Task(NamedTuple):
    """The checkpoint to train, and the class that the pictures get (None: none)."""

    base: Checkpoint
    label: int | None


def task_of(spec: Spec, device: str) -> Task:
    """Raises CheckpointError, or ValueError if the base cannot be trained as asked."""
    base = load_checkpoint(spec.base, device)
    label = len(base.labels) if spec.label else None
    base = with_label(base, spec.label) if spec.label else unconditional(base)
    if spec.scratch:
        torch.manual_seed(spec.seed)
        base.denoiser.network.load_state_dict(UNet(base.denoiser.network.config).state_dict())
    return Task(base, label)


def held_out(count: int) -> np.ndarray:
    """Which of so many pictures are kept from the training, bool (count,); none of a few."""
    last_of_each: np.ndarray = np.arange(count) % HOLD_OUT_EVERY == HOLD_OUT_EVERY - 1
    return last_of_each & (count >= HOLD_OUT_FROM)


def labelled(images: np.ndarray, label: int | None) -> ImageSet:
    return ImageSet(images, None if label is None else np.full(len(images), label))


@torch.no_grad()
def mean_loss(
    checkpoint: Checkpoint, images: np.ndarray, label: int | None, should_stop: Callable[[], bool] = lambda: False
) -> float:
    """The training loss of some pictures at evenly spaced times, always with the same noise."""
    data, T, denoiser = labelled(images[:CHECKED], label), checkpoint.schedule.T, checkpoint.denoiser
    x_0 = torch.from_numpy(data.batch(range(len(data)), [False] * len(data)))
    classes = None if label is None else torch.full((len(data),), label)
    losses = []
    for k in range(TIMES):
        if should_stop():
            raise Interrupted
        t = torch.full((len(data),), round((k + 0.5) * T / TIMES))
        eps = Noise(range(len(data))).at(k, x_0.shape[1:])
        batch = Batch(x_0, t, eps, classes).to(checkpoint.device)
        losses.append(simple_loss(denoiser.output, checkpoint.schedule, *batch, denoiser.prediction))
    return float(torch.cat(losses).mean())


def findings(
    checkpoint: Checkpoint,
    drawn: np.ndarray,
    images: np.ndarray,
    label: int | None,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """At a preview, for the page: held-out and seen loss, and the nearest training picture of each one drawn. Raises
    Interrupted as soon as it should stop.
    """
    held = held_out(len(images))
    near = nearest(drawn, images[~held])
    return {
        "seen": mean_loss(checkpoint, images[~held], label, should_stop),
        "held_out": mean_loss(checkpoint, images[held], label, should_stop) if held.any() else None,
        "nearest": np.flatnonzero(~held)[near.number].tolist(),
        "distance": near.distance.round(2).tolist(),
        "copied": near.copied.tolist(),
    }
