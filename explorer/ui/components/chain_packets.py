"""A reverse chain for the browser. Only what the network says travels: the rest of each step is arithmetic, and the
noise is a function of the seed, so the browser (chain.js) puts x_t, eps_hat, mean and z together again.

An error of x0_hat does not grow on the way: x_s is a weighted mean of all x0_hat so far, with weights that add up to
at most 1, plus x_T and noise that are exact.
"""

import secrets
import time
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from ...diffusion.samplers import Step
from ...diffusion.schedule import NoiseSchedule
from .encode import base64_of

PACKET_S = 0.03  # steps are gathered this long: about what a screen can show
FINE, COARSE = 32767, 200  # levels of x0_hat on either side of 0
FINE_BYTES = 2_200_000  # above this a chain travels with coarse levels


def packets(
    steps: Iterator[Step], total: int, schedule: NoiseSchedule, seeds: Sequence[int], shape: Sequence[int], clip: float
) -> Iterator[dict[str, Any]]:
    """The `Step`s of a chain of `total` steps of samples (C, H, W) -> what the player receives, as they come."""
    run, began, sent, last_sent = secrets.token_hex(8), time.monotonic(), 0, 0.0
    levels = FINE if 2 * total * len(seeds) * int(np.prod(shape)) <= FINE_BYTES else COARSE
    numbers: list[list[float]] = []
    arrays: list[np.ndarray] = []
    before = np.zeros(len(seeds) * int(np.prod(shape)), np.int16)

    def add(x: torch.Tensor, most: float) -> float:
        """The array in steps of a unit, as the difference from the one before, which compresses well."""
        nonlocal before
        values = x.double().cpu().numpy().ravel()
        unit = (most or max(1e-9, float(np.abs(values).max()))) / levels
        now = np.round(values / unit).astype(np.int16)
        arrays.append(now - before)
        before = now
        return unit

    def packet(done: bool) -> dict[str, Any]:
        nonlocal sent, last_sent
        first, sent, last_sent = sent, sent + len(numbers), time.monotonic()
        halves = np.concatenate(arrays).astype("<i2").view(np.uint8).reshape(-1, 2).T  # lower bytes, then upper ones
        value = {
            "run": run,
            "total": total,
            "shape": list(shape),
            "seeds": [str(seed) for seed in seeds],
            "first": first,
            "numbers": base64_of(np.array(numbers, np.float64)),
            "x0": base64_of(np.frombuffer(zlib.compress(np.ascontiguousarray(halves).tobytes(), 1), np.uint8)),
            "rate": sent / (last_sent - began),
            "done": done,
        }
        numbers.clear()
        arrays.clear()
        return value

    for k, step in enumerate(steps, start=1):
        c = step.c
        unit, extra_unit = add(step.x0_hat, clip), 0.0
        if c.c_before or c.c_after:  # what multistep and two-stage methods add
            linear = c.c_x0 * step.x0_hat + c.c_eps * step.eps_hat + c.c_xt * step.x_t
            extra_unit = add(step.mean - linear, 0.0)
        bars = (float(schedule.alpha_bar[time]) for time in (step.t, step.s))
        clipped = float((step.x0_hat.abs() == clip).double().mean()) if clip else 0.0
        numbers.append([step.t, step.s, *bars, c.c_x0, c.c_eps, c.c_xt, step.std, unit, extra_unit, clipped])
        if k == total or time.monotonic() - last_sent > PACKET_S:
            yield packet(done=k == total)

