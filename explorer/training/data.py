"""Pictures as training batches. Knows arrays; uploads and their dangers are the business of `explorer.images`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..formats import FORMATS
from ..images import read_picture, to_float, to_grey
from ..refusals import PictureError


class ImageSet(NamedTuple):
    """images (N, H, W, C) uint8; labels (N,) int64, or None for unlabelled pictures."""

    images: np.ndarray
    labels: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, indices: Sequence[int], flips: Sequence[bool]) -> np.ndarray:
        """float32 (B, C, H, W) in [-1, 1]; those with a true `flips` are mirrored left to right."""
        chosen = [self.images[i][:, ::-1] if flip else self.images[i] for i, flip in zip(indices, flips, strict=True)]
        return to_float(np.stack(chosen))


def load(path: str | Path, size: int, channels: int) -> ImageSet:
    """Pictures for a network of `size` pixels a side, from an .npz or a folder; the colours are adapted.

    Raises ValueError with a sentence when there is nothing to train on.
    """
    path = Path(path)
    data = load_folder(path, size) if path.is_dir() else load_npz(path, size)
    found = data.images.shape[3]
    if found == channels:
        return data
    return ImageSet(to_grey(data.images) if channels == 1 else np.repeat(data.images, 3, axis=3), data.labels)


def load_folder(folder: Path, size: int) -> ImageSet:
    """All pictures below `folder`, whatever they are called, their centre squares; (N, size, size, 3).

    Where they lie in subfolders, those are the labels, in alphabetical order. What is left out is printed; hidden files
    are not pictures.
    """
    images, labels = [], []
    kinds = sorted(path.name for path in folder.iterdir() if path.is_dir() and not is_hidden(path, folder))
    files = sorted(path for path in folder.rglob("*") if not is_hidden(path, folder) and not path.is_dir())
    for path in files:
        try:
            images.append(read_picture(path, size))
        except PictureError as error:
            why = error.format or error.reason.removeprefix("picture.").replace("_", " ")
            print(f"Left out: {path} ({why})", flush=True)
            continue
        parts = path.relative_to(folder).parts
        labels.append(kinds.index(parts[0]) if len(parts) > 1 else -1)
    if not images:
        raise ValueError(f"{folder} holds no picture that can be used ({', '.join(FORMATS)}).")
    labelled = kinds and min(labels) >= 0
    return ImageSet(np.stack(images), np.array(labels) if labelled else None)


def is_hidden(path: Path, folder: Path) -> bool:
    """As .DS_Store, or whatever lies in .git; and what Windows and zip files of a Mac add."""
    parts = path.relative_to(folder).parts
    names = ("__MACOSX", "Thumbs.db", "desktop.ini")
    return any(part.startswith(".") or part in names for part in parts)


def drawn(draw: Callable[[int], tuple[np.ndarray, int]], count: int) -> ImageSet:
    """The pictures of the seeds 0..count-1, where draw(seed) gives a picture (H, W, C) and its label."""
    pictures = [draw(seed) for seed in range(count)]
    return ImageSet(np.stack([image for image, _ in pictures]), np.array([label for _, label in pictures]))


def load_npz(path: str | Path, size: int) -> ImageSet:
    """Pictures from an .npz: `images` or `train_images`, (N, H, W) or (N, H, W, C) uint8, and the labels beside them.

    Pictures smaller than `size` are centred on a border of their own corner colour (28x28 digits on black);
    larger ones are reduced, which needs a whole factor.
    """
    with np.load(path, allow_pickle=False) as archive:
        prefix = "train_" if "train_images" in archive else ""
        images = archive[f"{prefix}images"]
        labels = archive.get(f"{prefix}labels")
    if labels is not None:
        labels = labels.reshape(len(images)).astype(np.int64)  # some keep them as a column
    if images.ndim == 3:
        images = images[..., None]
    return ImageSet(fitted(images, size, path), labels)


def fitted(images: np.ndarray, size: int, path: str | Path) -> np.ndarray:
    """uint8 (N, H, W, C) -> (N, size, size, C), by a border or by the mean over squares of pixels."""
    count, height, width, channels = images.shape
    if height <= size and width <= size:
        top, left = (size - height) // 2, (size - width) // 2
        padded = np.empty((count, size, size, channels), np.uint8)
        padded[:] = images[:, :1, :1]
        padded[:, top : top + height, left : left + width] = images
        return padded
    if height != width or height % size:
        raise ValueError(f"{path}: pictures of {height}x{width} cannot be reduced to {size}x{size} by a whole factor.")
    block = height // size
    means: np.ndarray = images.reshape(count, size, block, size, block, channels).mean((2, 4))
    return np.round(means).astype(np.uint8)
