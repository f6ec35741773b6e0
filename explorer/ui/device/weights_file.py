"""Whether the weights on disk are what the device's engine reads: one safetensors file, float16 or float32, with the
tensors of the network and no others. A hostile or damaged file goes no further.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...models.files.weight_files import find_weight_files
from .served import stamp_of

BYTES = {"F16": 2, "F32": 4}
MOST_HEADER = 1_000_000
MOST_BYTES = 48_000_000  # of weights: in float32 with what the engine calculates in, a phone has to hold them


class Unfit(ValueError):
    """`reason`: "weights" for what is not one such file, "large"."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Weights(NamedTuple):
    """A file, its bytes, and its stamp, see served.py."""

    path: Path
    raw: bytes
    stamp: tuple[int, ...]


def read_weights(folder: Path, shapes: Mapping[str, tuple[int, ...]]) -> Weights:
    """The file in the U-Net's folder, with the tensors of these shapes. Raises Unfit, OSError."""
    found = find_weight_files(path.name for path in folder.iterdir())
    if found is None or found.whole is None or found.index_file:
        raise Unfit("weights")
    path = folder / found.whole
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_size > MOST_BYTES:
            raise Unfit("large")
        raw = file.read()
    check(raw, shapes)
    return Weights(path, raw, stamp_of(status))


def check(raw: bytes, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Raises Unfit unless these are the bytes of a safetensors file with exactly such tensors."""
    length = int.from_bytes(raw[:8], "little")
    room = len(raw) - 8 - length
    if length > MOST_HEADER or room < 0:
        raise Unfit("weights")
    try:
        header = json.loads(raw[8 : 8 + length])
    except (ValueError, RecursionError):
        raise Unfit("weights") from None
    if not isinstance(header, dict):
        raise Unfit("weights")
    header.pop("__metadata__", None)
    if header.keys() != shapes.keys() or not all(fits(header[name], shapes[name], room) for name in header):
        raise Unfit("weights")


def fits(entry: Any, shape: tuple[int, ...], room: int) -> bool:
    """Whether an entry of the header is a tensor of that shape within the file."""
    try:
        (first, last), width = entry["data_offsets"], BYTES[entry["dtype"]]
        values = 1
        for side in shape:
            values *= side
        return tuple(entry["shape"]) == shape and 0 <= first <= last <= room and last - first == width * values
    except (KeyError, TypeError, ValueError):
        return False
