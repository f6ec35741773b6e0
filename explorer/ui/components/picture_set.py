"""A finite set of pictures for the browser, and the one that a network has learned from: see picture_set.js."""

import zlib
from functools import lru_cache
from typing import Any

import numpy as np

from ...images import square
from ...toys import KINDS, toy
from ..networks import Networks, Outline
from ..pictures import PICTURES, built_in
from .encode import base64_of

DRAWN = "toys"  # the network whose training pictures can be drawn again
REMEMBERED = "memorised"  # the one that has only seen the built-in pictures
MOST = 2000
MOST_VALUES = 12_000_000  # of all pictures: what a browser can weigh between two frames


def picture_set(images: np.ndarray) -> dict[str, Any]:
    """images: uint8 (N, H, W, C)."""
    packed = zlib.compress(np.ascontiguousarray(images).tobytes(), 6)
    return {"shape": list(images.shape), "pictures": base64_of(np.frombuffer(packed, np.uint8))}


def learned_from(networks: Networks, source: str, outline: Outline, label: int | None, count: int) -> np.ndarray | None:
    """What a network was trained on, uint8 (N, H, W, C): the first `count` drawings of the toys, of one kind or
    of all; a job's own; None where they are not here.
    """
    job = networks.job_of(source)
    if source == DRAWN:
        images = drawings(outline.size, label, count)
    elif source == REMEMBERED:
        images = np.stack([square(built_in(kind), outline.size, 3) for kind in PICTURES])
    elif job:
        images = job.images()
    else:
        return None
    return at_most(images)


def at_most(images: np.ndarray) -> np.ndarray:
    """As many as a browser can weigh."""
    return images[: MOST_VALUES // int(np.prod(images.shape[1:]))]


def drawings(size: int, label: int | None, count: int) -> np.ndarray:
    """The first training drawings of the toys: uint8 (N, size, size, 3)."""
    kinds = list(KINDS)
    every = len(kinds)
    seeds = range(label, label + count * every, every) if label is not None and label < every else range(count)
    return np.stack([drawing(seed, kinds[seed % every], size) for seed in seeds])


drawing = lru_cache(maxsize=4 * MOST)(toy)  # N is dragged to and fro
