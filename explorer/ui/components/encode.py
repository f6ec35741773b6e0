"""Arrays for the browser: as base64 strings, which cross in bulk (a list of numbers would be three times slower), and
as files of pictures that ship.
"""

import base64
import hashlib
import io
from pathlib import Path

import numpy as np
from PIL import Image


def base64_of(array: np.ndarray) -> str:
    """The little-endian bytes of an array, in C order, as base64."""
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return base64.b64encode(np.ascontiguousarray(little).tobytes()).decode()


def keep_avif(folder: Path, name: str, pixels: np.ndarray, quality: int, speed: int) -> str:
    """Write uint8 (H, W, 3) in place of what the folder had by that name; the file is named by its content, too."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "AVIF", quality=quality, subsampling="4:4:4", speed=speed)  # colours stay sharp
    for old in folder.glob(f"{name}-*.avif"):
        old.unlink()
    folder.mkdir(exist_ok=True)
    known = f"{name}-{hashlib.sha256(file.getvalue()).hexdigest()[:16]}.avif"
    (folder / known).write_bytes(file.getvalue())
    return known
