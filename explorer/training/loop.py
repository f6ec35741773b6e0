"""Algorithm 1 of Ho et al. 2020 as a generator: the only training loop of the project.

Whoever iterates decides when to save, to sample and to stop. All randomness is keyed by
(seed, step, slot in the batch), so a resumed run takes the same steps as an uninterrupted one.
"""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.distributed as dist

from ..diffusion.noise import TRAIN, philox, sent
from ..diffusion.objective import simple_loss
from ..diffusion.schedule import NoiseSchedule
from ..models.errors import ExplainedError
from ..models.network import NetworkDenoiser
from .data import ImageSet
from .state import TrainState, learning

# On a CPU each thread takes so many samples or more through the whole network by itself. So threads wait for each other
# once a step and not in every layer, which takes many times as long where another program wants a core too.
SHARE = 4


@dataclass(frozen=True)
class TrainConfig:
    """How to train; the state and the data say what.

    steps        the learning rate warms up, then falls to 0 along a cosine at this step
    ema_decay    of the moving average that is kept; warms up as min(ema_decay, (1 + n) / (10 + n))
    label_drop   share of samples trained with "no label", so that guidance works (Ho & Salimans 2022)
    flip         mirror half of the pictures
    bf16         run the network in bfloat16 (the weights stay float32)
    """

    steps: int
    batch: int = 32
    lr: float = 2e-4
    warmup: int = 50
    seed: int = 0
    ema_decay: float = 0.999
    label_drop: float = 0.1
    flip: bool = False
    bf16: bool = False


class Diverged(ExplainedError):
    """The loss, or its gradient, is no longer a number; `step` is the step that could not be taken."""

    def __init__(self, template: str, /, step: int):
        super().__init__(template, step=step)
        self.step = step


def diverged(step: int) -> Diverged:
    return Diverged(
        "The loss is no longer a number at step {step}: such steps are too large for this network. "
        "Start again with a smaller learning rate.",
        step=step,
    )


class TrainStep(NamedTuple):
    """One optimizer step: its number (from 1), the mean loss, and per sample of this process t (B,) and loss (B,)."""

    step: int
    loss: float
    t: np.ndarray
    losses: np.ndarray


class Batch(NamedTuple):
    """x_0 and eps (B, C, H, W) float32, t (B,) and label (B,) int64 or None."""

    x_0: torch.Tensor
    t: torch.Tensor
    eps: torch.Tensor
    label: torch.Tensor | None

    def to(self, device: torch.device) -> "Batch":
        """With t where it is: its coefficients are looked up there."""
        label = None if self.label is None else sent(self.label, device)
        return Batch(sent(self.x_0, device), self.t, sent(self.eps, device), label)


def draw_batch(
    data: ImageSet, T: int, config: TrainConfig, step: int, no_label: int | None, slots: Sequence[int] | None = None
) -> Batch:
    """Lines 2 to 4 of Algorithm 1: x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I), for each slot (default: all)."""
    slots = range(config.batch) if slots is None else slots
    generators = [philox(config.seed, TRAIN, step, slot) for slot in slots]
    index = [int(g.integers(len(data))) for g in generators]
    t = [int(g.integers(1, T + 1)) for g in generators]
    flip = [config.flip and g.random() < 0.5 for g in generators]
    drop = [no_label is not None and g.random() < config.label_drop for g in generators]
    x_0 = data.batch(index, flip)
    eps = np.stack([g.standard_normal(x_0.shape[1:], dtype=np.float32) for g in generators])
    label = None
    if no_label is not None:
        label = torch.tensor(
            [no_label if d or data.labels is None else int(data.labels[i]) for i, d in zip(index, drop, strict=True)]
        )
    return Batch(torch.from_numpy(x_0), torch.tensor(t), torch.from_numpy(eps), label)


def train(
    state: TrainState, denoiser: NetworkDenoiser, schedule: NoiseSchedule, data: ImageSet, config: TrainConfig
) -> Iterator[TrainStep]:
    """Train `denoiser`, an adapter of `state.network`, from step state.step + 1 to config.steps.

    The state is consistent whenever a step is yielded: save it there. Under torchrun each process takes its
    share of the batch's slots, so that all take the steps that one process would.

    Raises Diverged, after which the state is lost, when the loss or its gradient is not finite.
    """
    device = next(state.network.parameters()).device
    rank, processes = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
    slots = range(rank, config.batch, processes)
    threads = torch.get_num_threads()
    count = max(1, min(threads, len(slots) // SHARE)) if device.type == "cpu" else 1
    shares = [slots[i * len(slots) // count : (i + 1) * len(slots) // count] for i in range(count)]

    weights = learning(state.network)
    gradients = [torch.empty_like(weight) for weight in weights]  # in memory as the weights: fused Adam relies on it
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = gradient

    def drawn(share: Sequence[int]) -> Batch:
        return draw_batch(data, schedule.T, config, state.step + 1, denoiser.no_label, share).to(device)

    def work(batch: Batch) -> Part:
        torch.set_num_threads(threads // count)
        return differentiate(denoiser, schedule, batch, config)

    with ThreadPoolExecutor(count) as pool:
        spread = pool.map if count > 1 else map
        batches = list(spread(drawn, shares))
        while state.step < config.steps:
            step = state.step + 1
            parts = list(spread(work, batches))
            torch.set_num_threads(1)  # for what is left, many short operations: see SHARE
            t, losses = torch.cat([part.t for part in parts]), torch.cat([part.losses for part in parts])
            torch._foreach_copy_(gradients, parts[0].gradients)
            for part in parts[1:]:
                torch._foreach_add_(gradients, part.gradients)
            loss = losses.sum() / config.batch
            if processes > 1:
                loss = add_up(loss, gradients)
            norm = torch.nn.utils.clip_grad_norm_(weights, 1.0)
            for group in state.optimizer.param_groups:
                group["lr"] = learning_rate(config, step)
            state.optimizer.step()
            state.step = step
            update_ema(state, min(config.ema_decay, (1 + step) / (10 + step)))
            torch.set_num_threads(threads)
            batches = list(spread(drawn, shares)) if step < config.steps else []  # while a GPU is still at this step
            said = torch.cat([losses.float(), torch.stack([loss, norm]).float()]).cpu().numpy()  # one wait for all
            if not np.isfinite(said[-2:].sum()):
                raise diverged(step)
            yield TrainStep(step, float(said[-2]), t.numpy(), said[:-2])


def thirds(steps: Sequence[TrainStep], T: int) -> list[float | None]:
    """The mean loss of small, middle and large t; None where a third was not drawn."""
    t, losses = np.concatenate([step.t for step in steps]), np.concatenate([step.losses for step in steps])
    parts = [losses[(t - 1) * 3 // T == third] for third in range(3)]
    return [float(part.mean()) if len(part) else None for part in parts]


class Part(NamedTuple):
    """Of some slots: t and loss of each, and their share of the gradient of the mean loss for each weight."""

    t: torch.Tensor
    losses: torch.Tensor
    gradients: tuple[torch.Tensor, ...]


def differentiate(denoiser: NetworkDenoiser, schedule: NoiseSchedule, batch: Batch, config: TrainConfig) -> Part:
    """Line 5 of Algorithm 1 for some slots of a batch."""
    with torch.autocast(batch.x_0.device.type, torch.bfloat16, enabled=config.bf16):
        losses = simple_loss(denoiser.output, schedule, *batch, denoiser.prediction)
    gradients = torch.autograd.grad(losses.sum() / config.batch, learning(denoiser.network))
    return Part(batch.t, losses.detach(), gradients)


def add_up(loss: torch.Tensor, gradients: Sequence[torch.Tensor]) -> torch.Tensor:
    """Replace every gradient, and the loss that is returned, by the sum over all processes."""
    everything = torch.cat([loss.reshape(1), *(gradient.reshape(-1) for gradient in gradients)])
    dist.all_reduce(everything)
    sums = torch.split(everything[1:], [gradient.numel() for gradient in gradients])
    for gradient, total in zip(gradients, sums, strict=True):
        gradient.copy_(total.view_as(gradient))
    return everything[0]


def learning_rate(config: TrainConfig, step: int) -> float:
    """Linear warm-up over config.warmup steps, then a cosine down to 0 at config.steps."""
    warm = min(1.0, step / max(1, config.warmup))
    return config.lr * warm * 0.5 * (1 + math.cos(math.pi * (step - 1) / config.steps))


@torch.no_grad()
def update_ema(state: TrainState, decay: float) -> None:
    torch._foreach_lerp_(list(state.ema.parameters()), list(state.network.parameters()), 1 - decay)
