"""The built-in pictures: small drawings of the project's own."""

import numpy as np

from ..toys import KINDS, toy

PICTURES = {kind: seed for seed, kind in enumerate(KINDS, start=3)}
"""The seed of each, by its kind."""

SIDE = 256  # pixels a side of what the page works on
FIRST = "cat"


def built_in(kind: str, side: int = SIDE) -> np.ndarray:
    """uint8 (side, side, 3)."""
    return toy(PICTURES[kind], kind, side)
