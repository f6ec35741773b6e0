"""Whether a network gives back its training pictures: each drawn picture beside the nearest of them.

A copy is far nearer to its training picture than that one is to any other: a third of the way, as in Yoon et al. 2023,
*Diffusion Probabilistic Models Generalize when They Fail to Memorize* (after Carlini et al. 2023, *Extracting Training
Data from Diffusion Models*). Smooth pictures are all near to each other, so what is left without the low frequencies
has to agree, too: blotches on a gradient are no copy of it. `benchmarks/meter.py` measures how often this errs.
"""

from typing import NamedTuple

import numpy as np

NEARER, DETAIL = 1 / 3, 0.35  # of the way to another training picture, and of the own detail, as much may differ
NOISE = 5.0  # grey levels that always may, after a light blur: of the camera, the compression, the chain
LIGHT, HEAVY = 1, 12  # times that a picture is blurred, against noise, and again for its low frequencies


class Nearest(NamedTuple):
    """Of each drawn picture (N,): the number of the nearest training picture, as it is, mirrored or moved by a pixel;
    its distance in grey levels (root mean square, both lightly blurred); and whether it is a near-copy.
    """

    number: np.ndarray
    distance: np.ndarray
    copied: np.ndarray


def nearest(drawn: np.ndarray, training: np.ndarray) -> Nearest:
    """drawn (N, H, W, C) and training (M, H, W, C), uint8. What else is in the set does not hide a copy."""
    drawn, training = blurred(drawn, LIGHT), blurred(training, LIGHT)
    views, between = compare(drawn, training)
    number = between.min(0).argmin(1)
    each = np.arange(len(drawn))
    view = between[:, each, number].argmin(0)
    distance = between[view, each, number]
    own = training[number]
    rest = views[view, each] - inside(own)
    alike = distance < np.maximum(NEARER * to_another(own, training), NOISE)
    return Nearest(number, distance, alike & (detail(rest) < np.maximum(DETAIL * detail(inside(own)), NOISE)))


def compare(pictures: np.ndarray, training: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pictures as they are, mirrored and each moved by a pixel, (18, N, H - 2, W - 2, C), and how far each of
    these is from each training picture, (18, N, M).
    """
    H, W = pictures.shape[1:3]
    both = (pictures, pictures[:, :, ::-1])
    views = np.stack([each[:, y : y + H - 2, x : x + W - 2] for each in both for y in range(3) for x in range(3)])
    between = distances(views.reshape(-1, *views.shape[2:]), inside(training))
    return views, between.reshape(*views.shape[:2], len(training))


def to_another(own: np.ndarray, training: np.ndarray) -> np.ndarray:
    """How far each of some training pictures is from the nearest one that is not the same once more, (N,); at most as
    far as a picture that has only light and shade in common with it.
    """
    between = compare(own, training)[1].min(0)
    another = np.where(between < NOISE, np.inf, between).min(1)
    contrast = np.sqrt(own.var(axis=(1, 2)).mean(1))
    least: np.ndarray = np.minimum(another, np.sqrt(2) * contrast)
    return least


def inside(pictures: np.ndarray) -> np.ndarray:
    return pictures[:, 1:-1, 1:-1]


def detail(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, C) -> (N,): root mean square of what is left without the low frequencies."""
    means: np.ndarray = np.sqrt(((pictures - blurred(pictures, HEAVY)) ** 2).mean((1, 2, 3)))
    return means


def blurred(pictures: np.ndarray, times: int) -> np.ndarray:
    """Each pixel with half of its weight shared among its neighbours, down and across, so many times."""
    pictures = pictures.astype(np.float32)
    for _ in range(times):
        edged = np.pad(pictures, ((0, 0), (1, 1), (0, 0), (0, 0)), mode="edge")
        pictures = (edged[:, :-2] + 2 * edged[:, 1:-1] + edged[:, 2:]) / 4
        edged = np.pad(pictures, ((0, 0), (0, 0), (1, 1), (0, 0)), mode="edge")
        pictures = (edged[:, :, :-2] + 2 * edged[:, :, 1:-1] + edged[:, :, 2:]) / 4
    return pictures


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Root mean squared difference of each pair of pictures, (N, M)."""
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (a, b))
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    means: np.ndarray = np.sqrt(np.maximum(squares, 0) / a.shape[1])
    return means
