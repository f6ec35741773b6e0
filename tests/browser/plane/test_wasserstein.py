"""The sliced Wasserstein distance against NumPy."""

import numpy as np
import pytest

from explorer.diffusion.noise import CHOICE, philox

DIRECTIONS = 64


def sliced(maths, p: np.ndarray, q: np.ndarray, directions: int = DIRECTIONS) -> float:
    return maths.evaluate(
        "([p, q, directions]) => wasserstein.sliced(Float64Array.from(p), Float64Array.from(q), directions)",
        [p.ravel().tolist(), q.ravel().tolist(), directions],
    )


def expected(p: np.ndarray, q: np.ndarray, directions: int = DIRECTIONS) -> float:
    """Each point repeated until both clouds have the same number of them."""
    angles = np.pi * np.arange(directions) / directions
    along = np.stack([np.cos(angles), np.sin(angles)])
    most = np.lcm(len(p), len(q))
    a, b = (np.sort(np.repeat(points, most // len(points), axis=0) @ along, axis=0) for points in (p, q))
    return np.sqrt(((a - b) ** 2).mean())


@pytest.mark.parametrize(("m", "n"), [(200, 200), (200, 150), (7, 300), (1, 5)])
def test_it_is_the_distance_between_sorted_projections(maths, m, n):
    rng = philox(0, CHOICE, m)
    p, q = rng.standard_normal((m, 2)), 1 + 2 * rng.standard_normal((n, 2))
    assert sliced(maths, p, q) == pytest.approx(expected(p, q), rel=1e-12)
    assert sliced(maths, q, p, 5) == pytest.approx(expected(p, q, 5), rel=1e-12)


def test_a_cloud_is_nowhere_from_itself_and_a_shift_is_its_length(maths):
    p = philox(1, CHOICE, 0).standard_normal((100, 2))
    assert sliced(maths, p, p) == 0
    assert sliced(maths, p, p + np.float64([3, 4])) == pytest.approx(5 / np.sqrt(2))  # the mean of cos^2 is 1/2
