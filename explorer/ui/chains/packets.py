"""A reverse chain for the browser. Only what the network says travels: the rest of each step is arithmetic, and the
noise is a function of the seed, so the browser (chain.js) puts x_t, eps_hat, mean and z together again.

An error of x0_hat does not grow on the way: x_s is a weighted mean of all x0_hat so far, with weights that add up to
at most 1, plus x_T and noise that are exact.
"""

import secrets
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from ...diffusion.samplers import Step
from ...diffusion.schedule import NoiseSchedule
from ...images import to_uint8
from ..components.encode import base64_of
from ..constants import COLUMNS
from .script import Facts

PACKET_S, MOST_S = 0.03, 0.5  # steps are gathered this long for each page that is served, but
# not shorter: a packet costs the browser about 10 ms, whatever is in it, and where browser and network share a
# processor, the network waits. A dozen updates a second look alive.
LEAST_S = 0.07
FINE, COARSE = 32767, 200  # levels of x0_hat on either side of 0
FINE_BYTES = 2_200_000  # above this a chain travels with coarse levels
HALVES_BYTES = 6_000_000  # above this, without what guidance mixes; they are coarse, and shrink to a third or less


class Head(NamedTuple):
    """What is known of a chain of samples (C, H, W) before its first step: the times, down to 0; the seeds of the noise
    of the steps; how far x0_hat may go, 0 for anywhere; where it begins, None if that is the x_T of these seeds.
    """

    times: Sequence[int]
    schedule: NoiseSchedule
    seeds: Sequence[int]
    shape: Sequence[int]
    clip: float
    x: torch.Tensor | None
    facts: Facts

    @property
    def values(self) -> int:
        """Of all samples together."""
        return len(self.seeds) * int(np.prod(self.shape))

    @property
    def has_halves(self) -> bool:
        """Whether a page keeps what guidance mixes, too."""
        return 6 * (len(self.times) - 1) * self.values <= HALVES_BYTES


class Taken(NamedTuple):
    """Of a step, what travels: numbers, and the arrays (B, C, H, W) that the browser cannot know, by their columns."""

    row: dict[str, float]
    arrays: Sequence[tuple[str, torch.Tensor]]


class Writer:
    """Writes the steps of a chain into packets."""

    def __init__(self, head: Head):
        self._head, self._first, self._began = head, beginning_of(head), time.monotonic()
        size = 2 * (len(head.times) - 1) * head.values
        self._levels = FINE if size <= FINE_BYTES else COARSE
        self._sent, self._sent_at = 0, 0.0
        self._taken: list[Taken] = []
        self._before = np.zeros(head.values, np.int16)

    def add(self, step: Step) -> None:
        """Take one more step into the packet to come. What a GPU has to say is not waited for here: it goes on."""
        c, alpha_bar = step.c, self._head.schedule.alpha_bar
        bar_t, bar_s = (float(alpha_bar[time]) for time in (step.t, step.s))
        row = {"t": step.t, "s": step.s, "barT": bar_t, "barS": bar_s, "cX0": c.c_x0, "cEps": c.c_eps, "cXt": c.c_xt,
               "std": step.std, "unit": 0.0, "extraUnit": 0.0, "halfUnit": 0.0, "clipped": 0.0}  # fmt: skip
        arrays = [("unit", step.x0_hat)]
        if c.c_before or c.c_after:  # what multistep and two-stage methods add
            linear = c.c_x0 * step.x0_hat + c.c_eps * step.eps_hat + c.c_xt * step.x_t
            arrays.append(("extraUnit", step.mean - linear))
        if step.x0_halves and self._head.has_halves:  # only to be looked at
            arrays += [("halfUnit", half.clamp(-1, 1)) for half in step.x0_halves]
        self._taken.append(Taken(row, arrays))

    def age(self) -> float:
        """Seconds since the last packet."""
        return time.monotonic() - self._sent_at

    def packet(self) -> dict[str, Any]:
        """The steps since the last packet; the first one says what the chain is, too."""
        taken, self._taken = self._taken, []
        first, self._sent = self._sent, self._sent + len(taken)
        everything = torch.cat([array.ravel() for step in taken for _, array in step.arrays]).cpu()  # one wait for all
        self._sent_at = time.monotonic()
        pieces = iter(everything.split(self._head.values))
        written = [self._write(step.row, name, next(pieces)) for step in taken for name, _ in step.arrays]
        numbers = [[step.row[name] for name in COLUMNS] for step in taken]
        halves = np.concatenate(written).astype("<i2").view(np.uint8).reshape(-1, 2).T  # lower bytes, then upper ones
        value = {
            "run": self._first["run"],
            "first": first,
            "numbers": base64_of(np.array(numbers, np.float64)),
            "x0": base64_of(np.frombuffer(zlib.compress(np.ascontiguousarray(halves).tobytes(), 1), np.uint8)),
            "rate": self._sent / (self._sent_at - self._began),
        }
        return value | self._first if first == 0 else value

    def _write(self, row: dict[str, float], name: str, x: torch.Tensor) -> np.ndarray:
        """x in steps of a unit, which goes into the column `name`, as the difference from the array before, which
        compresses well.
        """
        clip = self._head.clip
        most, levels = {"unit": (clip, self._levels), "extraUnit": (0.0, self._levels), "halfUnit": (1.0, COARSE)}[name]
        if name == "unit" and clip:
            row["clipped"] = int((x.abs() == clip).sum()) / len(x)
        values = x.to(torch.float64).numpy()
        row[name] = unit = (most or max(1e-9, float(np.abs(values).max()))) / levels
        now = np.round(values / unit).astype(np.int16)
        difference = now - self._before
        self._before = now
        return difference


def beginning_of(head: Head) -> dict[str, Any]:
    """What the first packet of a chain says of it; each time a run of its own."""
    return {
        "run": secrets.token_hex(8),
        "first": 0,
        "times": list(head.times),
        "shape": list(head.shape),
        "seeds": [str(seed) for seed in head.seeds],
        "start": None if head.x is None else base64_of(head.x.cpu().numpy()),
        "facts": list(head.facts),
    }


def packets(steps: Iterable[Step], head: Head, pages: Callable[[], int] = lambda: 1) -> Iterator[dict[str, Any]]:
    """The `Step`s of a chain -> what the player receives, as they come.

    pages() is how many are served at the moment: the more, the fewer and larger are the packets of each.
    """
    writer, total = Writer(head), len(head.times) - 1
    for k, step in enumerate(steps, start=1):
        writer.add(step)
        if k == total:  # the finished picture as it is, to the last grey level
            yield writer.packet() | {"final": base64_of(to_uint8(step.x_s.cpu().numpy()).transpose(0, 3, 1, 2))}
        elif writer.age() > min(max(LEAST_S, PACKET_S * pages()), MOST_S):
            yield writer.packet()
