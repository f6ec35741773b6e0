"""Where in the memory the numbers of a program lie: what is not needed at the same time shares its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Step = dict[str, Any]  # "do": which operation; the other values are what it takes, Buffers among them
ALIGNED = 16  # numbers: a processor's cache line


@dataclass(frozen=True, eq=False)
class Buffer:
    """Room for so many float32 numbers, from the first step that names it to the last."""

    size: int


def spans(steps: Sequence[Step]) -> dict[Buffer, tuple[int, int]]:
    """The first and the last step that name each buffer."""
    found: dict[Buffer, tuple[int, int]] = {}
    for i, step in enumerate(steps):
        for value in step.values():
            if isinstance(value, Buffer):
                found[value] = (found.get(value, (i, i))[0], i)
    return found


def place(steps: Sequence[Step], start: int) -> tuple[dict[Buffer, int], int]:
    """Where each buffer begins, from `start` on, and where the last one ends.

    The largest first, each at the lowest place that is free for as long as it is needed.
    """
    needed, placed = spans(steps), dict[Buffer, int]()
    for buffer in sorted(needed, key=lambda buffer: -buffer.size):
        first, last = needed[buffer]
        beside = [other for other in placed if needed[other][0] <= last and first <= needed[other][1]]
        at = start
        for other in sorted(beside, key=placed.__getitem__):
            if at + buffer.size <= placed[other]:
                break
            at = max(at, aligned(placed[other] + other.size))
        placed[buffer] = at
    return placed, max((at + buffer.size for buffer, at in placed.items()), default=start)


def aligned(count: int) -> int:
    return -(-count // ALIGNED) * ALIGNED
