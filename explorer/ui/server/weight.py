"""How much memory a value keeps, near enough to bound it."""

from typing import Any

import numpy as np

SMALL = 50  # bytes of anything that is no text, array or collection, and of what holds these together


def weigh(value: Any) -> int:
    """Bytes of the texts and arrays in a value of nested lists and dicts, and a little for everything else."""
    if isinstance(value, str | bytes):
        return SMALL + len(value)
    if isinstance(value, np.ndarray):
        return SMALL + value.nbytes
    if isinstance(value, dict):
        return SMALL + sum(weigh(key) + weigh(part) for key, part in value.items())
    if isinstance(value, list | tuple):
        return SMALL + sum(weigh(part) for part in value)
    return SMALL
