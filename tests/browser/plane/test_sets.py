"""The sets of points: of which kind they are, and that a seed says which; and the draws they are made of."""

import numpy as np
import pytest

from explorer.diffusion.noise import TRAIN, philox

COUNT = 20_000


def made(maths, name: str, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (count, 2) and labels (count,)."""
    said = maths.evaluate(
        """([name, count, seed]) => {
            const { points, labels } = sets.make(name, count, seed);
            return [points.constructor.name, Array.from(points), labels.constructor.name, Array.from(labels)];
        }""",
        [name, count, seed],
    )
    assert said[0] == "Float64Array" and said[2] == "Uint8Array"
    return np.float64(said[1]).reshape(-1, 2), np.uint8(said[3])


@pytest.fixture(scope="module")
def names(maths) -> list[str]:
    return maths.evaluate("() => sets.NAMES")


def test_the_uniform_numbers_are_numpys(maths):
    for seed, t, slot in ((0, 0, 0), (7, 250, 1), (2**32 - 1, 4000, 2**31 + 5), (2**53 - 1, 3, 0)):
        said = maths.evaluate("(a) => Array.from(normal.uniforms(...a))", [1003, seed, TRAIN, t, slot])
        assert said == philox(seed, TRAIN, t, slot).random(1003).tolist()


def test_the_normal_numbers_of_a_slot_are_numpys(maths):
    for slot in (0, 2):
        said = maths.evaluate("(a) => Array.from(normal.standardNormal(...a))", [5000, 7, TRAIN, 3, slot])
        np.testing.assert_allclose(said, philox(7, TRAIN, 3, slot).standard_normal(5000, np.float32), rtol=2e-6)


def test_all_are_there(names):
    assert names == ["moons", "rings", "spiral", "checkerboard", "grid"]


def test_a_set_is_centred_and_of_variance_one_and_stays_near(maths, names):
    for name in names:
        points, _ = made(maths, name, COUNT, 1)
        assert points.shape == (COUNT, 2)
        np.testing.assert_allclose(points.mean(0), 0, atol=0.03, err_msg=name)
        assert points.var(0).mean() == pytest.approx(1, abs=0.02), name
        assert np.abs(points).max() < 3, name


def test_a_seed_says_which_points_and_another_says_others_of_the_same_kind(maths, names):
    for name in names:
        points, labels = made(maths, name, 500, 3)
        again, same = made(maths, name, 500, 3)
        assert np.array_equal(points, again) and np.array_equal(labels, same)
        other, _ = made(maths, name, 500, 4)
        assert not np.isin(points, other).any()


def test_the_first_points_do_not_depend_on_how_many_follow(maths, names):
    for name in names:
        few, many = made(maths, name, 10, 3)[0], made(maths, name, 500, 3)[0]
        assert np.array_equal(few, many[:10])


def test_both_labels_are_about_as_frequent(maths, names):
    for name in names:
        _, labels = made(maths, name, COUNT, 2)
        assert set(labels) == {0, 1}
        assert labels.mean() == pytest.approx(4 / 9 if name == "grid" else 0.5, abs=0.02)


def test_the_labels_are_the_halves_that_one_sees(maths):
    points, labels = made(maths, "rings", COUNT, 5)
    radius = np.hypot(*points.T)
    assert radius[labels == 0].max() < radius[labels == 1].min()
    points, labels = made(maths, "moons", COUNT, 5)
    assert (points[labels == 0, 1].mean() > 0.3) and (points[labels == 1, 1].mean() < -0.3)
    points, labels = made(maths, "checkerboard", COUNT, 5)
    row = np.floor((points[:, 1] / np.sqrt(3) + 1) * 2)
    assert np.array_equal(row % 2, labels)
    assert set(np.floor((points[:, 0] / np.sqrt(3) + 1) * 2) % 2 == row % 2) == {True}  # only every other square
