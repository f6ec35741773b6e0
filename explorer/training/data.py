"""Pictures as training batches. Knows arrays; uploads and their dangers are the business of `explorer.images`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np


class ImageSet(NamedTuple):
    """images (N, H, W, C) uint8; labels (N,) int64, or None for unlabelled pictures."""

    images: np.ndarray
    labels: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, indices: Sequence[int], flips: Sequence[bool]) -> np.ndarray:
        """float32 (B, C, H, W) in [-1, 1]; those with a true `flips` are mirrored left to right."""
        chosen = [self.images[i][:, ::-1] if flip else self.images[i] for i, flip in zip(indices, flips, strict=True)]
        return np.stack(chosen).transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1


def load_npz(path: str | Path, size: int) -> ImageSet:
    """Pictures from an .npz: `images` or `train_images`, (N, H, W) or (N, H, W, C) uint8, and the labels beside them.

    Pictures smaller than `size` are centred on a border of their own corner colour (28x28 digits on black).
    """
    with np.load(path) as archive:
        prefix = "train_" if "train_images" in archive else ""
        images = archive[f"{prefix}images"]
        labels = archive.get(f"{prefix}labels")
    if labels is not None:
        labels = labels.reshape(len(images)).astype(np.int64)  # some keep them as a column
    if images.ndim == 3:
        images = images[..., None]
    height, width = images.shape[1:3]
    if height > size or width > size:
        raise ValueError(f"{path}: pictures of {height}x{width} are larger than the network's {size}x{size}.")
    top, left = (size - height) // 2, (size - width) // 2
    padded = np.empty((len(images), size, size, images.shape[3]), np.uint8)
    padded[:] = images[:, :1, :1]
    padded[:, top : top + height, left : left + width] = images
    return ImageSet(padded, labels)
