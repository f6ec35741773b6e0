"""A reverse chain for the browser. Only what the network says travels: the rest of each step is arithmetic, and the
noise is a function of the seed, so the browser (chain.js) puts x_t, eps_hat, mean and z together again.

An error of x0_hat does not grow on the way: x_s is a weighted mean of all x0_hat so far, with weights that add up to
at most 1, plus x_T and noise that are exact.
"""

import secrets
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from ...diffusion.samplers import Step
from ...diffusion.schedule import NoiseSchedule
from ...images import to_uint8
from ..chain_script import Facts
from .encode import base64_of

PACKET_S, MOST_S = 0.03, 0.5  # steps are gathered this long for each page that is served, but
# not shorter: a packet costs the browser about 10 ms, whatever is in it, and where browser and network share a
# processor, the network waits. A dozen updates a second look alive.
LEAST_S = 0.07
FINE, COARSE = 32767, 200  # levels of x0_hat on either side of 0
FINE_BYTES = 2_200_000  # above this a chain travels with coarse levels
HALVES_BYTES = 6_000_000  # above this, without what guidance mixes; they are coarse, and shrink to a third or less


def packets(
    steps: Iterator[Step],
    times: Sequence[int],
    schedule: NoiseSchedule,
    seeds: Sequence[int],
    shape: Sequence[int],
    clip: float,
    x: torch.Tensor | None,
    facts: Facts,
    pages: Callable[[], int] = lambda: 1,
) -> Iterator[dict[str, Any]]:
    """The `Step`s of a chain of samples (C, H, W) along `times`, down to 0 -> what the player receives, as they come.

    seeds are those of the noise of the steps; x is where the chain begins, None if it is the x_T of these seeds.
    pages() is how many are served at the moment: the more, the fewer and larger are the packets of each.
    """
    run, began, sent, last_sent = secrets.token_hex(8), time.monotonic(), 0, 0.0
    total = len(times) - 1
    size = 2 * total * len(seeds) * int(np.prod(shape))
    levels = FINE if size <= FINE_BYTES else COARSE
    numbers: list[list[float]] = []
    arrays: list[np.ndarray] = []
    before = np.zeros(len(seeds) * int(np.prod(shape)), np.int16)

    def add(x: torch.Tensor, most: float, levels: int = levels) -> float:
        """The array in steps of a unit, as the difference from the one before, which compresses well."""
        nonlocal before
        values = x.cpu().to(torch.float64).numpy().ravel()  # in this order: not every device has it
        unit = (most or max(1e-9, float(np.abs(values).max()))) / levels
        now = np.round(values / unit).astype(np.int16)
        arrays.append(now - before)
        before = now
        return unit

    def packet() -> dict[str, Any]:
        nonlocal sent, last_sent
        first, sent, last_sent = sent, sent + len(numbers), time.monotonic()
        halves = np.concatenate(arrays).astype("<i2").view(np.uint8).reshape(-1, 2).T  # lower bytes, then upper ones
        value = {
            "run": run,
            "first": first,
            "numbers": base64_of(np.array(numbers, np.float64)),
            "x0": base64_of(np.frombuffer(zlib.compress(np.ascontiguousarray(halves).tobytes(), 1), np.uint8)),
            "rate": sent / (last_sent - began),
        }
        if first == 0:
            value |= {
                "times": list(times),
                "shape": list(shape),
                "seeds": [str(seed) for seed in seeds],
                "start": None if x is None else base64_of(x.cpu().numpy()),
                "facts": list(facts),
            }
        numbers.clear()
        arrays.clear()
        return value

    for k, step in enumerate(steps, start=1):
        c = step.c
        unit, extra_unit, half_unit = add(step.x0_hat, clip), 0.0, 0.0
        if c.c_before or c.c_after:  # what multistep and two-stage methods add
            linear = c.c_x0 * step.x0_hat + c.c_eps * step.eps_hat + c.c_xt * step.x_t
            extra_unit = add(step.mean - linear, 0.0)
        if step.x0_halves and 3 * size <= HALVES_BYTES:
            for half in step.x0_halves:
                half_unit = add(half.clamp(-1, 1), 1.0, COARSE)  # only to be looked at
        bars = (float(schedule.alpha_bar[time]) for time in (step.t, step.s))
        clipped = int((step.x0_hat.abs() == clip).sum()) / step.x0_hat.numel() if clip else 0.0
        numbers.append([step.t, step.s, *bars, c.c_x0, c.c_eps, c.c_xt, step.std, unit, extra_unit, half_unit, clipped])
        if k == total:  # the finished picture as it is, to the last grey level
            yield packet() | {"final": base64_of(to_uint8(step.x_s.cpu().numpy()).transpose(0, 3, 1, 2))}
        elif time.monotonic() - last_sent > min(max(LEAST_S, PACKET_S * pages()), MOST_S):
            yield packet()
