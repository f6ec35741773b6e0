"""Whether a network gives back its training pictures: each drawn picture beside the nearest of them."""

from typing import NamedTuple

import numpy as np

NEAR = 0.5  # of the distance between the user's own pictures


class Nearest(NamedTuple):
    """Of each drawn picture (N,): the index of the nearest training picture, its distance in grey levels (root mean
    square), and whether it is a near-copy: nearer than NEAR times what lies between that one and its own neighbour.
    """

    index: np.ndarray
    distance: np.ndarray
    copied: np.ndarray


def nearest(drawn: np.ndarray, training: np.ndarray) -> Nearest:
    """drawn (N, H, W, C) and training (M, H, W, C), uint8."""
    between = distances(drawn, training)
    index = between.argmin(1)
    distance = between[np.arange(len(drawn)), index]
    return Nearest(index, distance, distance < NEAR * neighbours(training)[index])


def neighbours(training: np.ndarray) -> np.ndarray:
    """How far each training picture is from the nearest other one (M,); a single one, from its own mean grey."""
    if len(training) == 1:
        return np.array([training.std(axis=(1, 2)).mean()])
    between = distances(training, training)
    np.fill_diagonal(between, np.inf)
    return between.min(1)


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Root mean squared difference of each pair of pictures, (N, M)."""
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (a, b))
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0) / a.shape[1])
