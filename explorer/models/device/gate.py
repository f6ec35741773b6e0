"""What the network says to a few noises: the engine compares before it is believed, as the server's fast path is."""

from typing import Any

import numpy as np
import torch

from ..network import NetworkDenoiser
from ..runtime import TOLERANCE

SEED, PROBES = 1, 64


@torch.no_grad()
def reference(denoiser: NetworkDenoiser) -> dict[str, Any]:
    """Answers of the network itself for the first, a middle and the last time, JSON-able.

    asked   time (as the network counts), label (or null), and of the answer the numbers that lie `at` these places
    seed    of the noises, which follow one another: see `noises`
    """
    network, T = denoiser.network, denoiser.schedule.T
    config, classes = network.config, network.config.num_class_embeds
    weight = next(network.parameters())
    times = [0, T // 2, T - 1]
    labels = [None if classes is None else (i + 1) % classes for i in range(len(times))]
    shape = (config.in_channels, config.sample_size, config.sample_size)
    x = torch.from_numpy(noises(SEED, (len(times), *shape))).to(weight)
    time = torch.tensor(times, device=weight.device)
    label = None if classes is None else torch.tensor(labels, device=weight.device)
    said = network(x, time, label).float().flatten(1).cpu()
    at = np.linspace(0, said.shape[1] - 1, PROBES).round().astype(int).tolist()
    asked = [
        {"time": when, "label": which, "answer": answer[at].tolist()}
        for when, which, answer in zip(times, labels, said, strict=True)
    ]
    return {"seed": SEED, "tolerance": TOLERANCE, "at": at, "asked": asked}


def noises(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Uniform noise of variance 1, float32, by a generator of three lines in any language (Numerical Recipes)."""
    values, state = np.empty(int(np.prod(shape))), seed
    for i in range(len(values)):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = (state / 2**31 - 1) * 3**0.5
    return values.astype(np.float32).reshape(shape)
