"""The pictures that the project draws itself."""

from itertools import combinations

import numpy as np
import pytest

from explorer.toys import INK, KINDS, WHITE, Brush, Pose, hue, shade, toy


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """Mean absolute difference in grey levels."""
    return np.abs(a.astype(float) - b).mean()


def reduced(picture: np.ndarray, size: int) -> np.ndarray:
    """The mean of each square of pixels."""
    block = len(picture) // size
    return picture.reshape(size, block, size, block, 3).mean((1, 3))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [32, 64, 256])
def test_a_toy_is_a_square_colour_picture_of_any_size(kind, size):
    picture = toy(0, kind, size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert picture.std() > 10  # something is drawn on it


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_picture(kind):
    np.testing.assert_array_equal(toy(7, kind, 32), toy(7, kind, 32))


@pytest.mark.parametrize("kind", KINDS)
def test_another_seed_draws_another_picture(kind):
    pictures = [toy(seed, kind, 32) for seed in range(6)]
    assert all(distance(a, b) > 1 for a, b in combinations(pictures, 2))


def test_another_kind_is_another_picture():
    pictures = [toy(1, kind, 32) for kind in KINDS]
    assert all(distance(a, b) > 5 for a, b in combinations(pictures, 2))


def test_a_toy_does_not_depend_on_what_was_drawn_before():
    alone = toy(3, "car", 32)
    np.random.seed(0)
    toy(4, "tree", 32)
    np.testing.assert_array_equal(toy(3, "car", 32), alone)


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_toy_is_the_large_one_reduced(kind):
    small = toy(2, kind, 64)
    assert distance(small, reduced(toy(2, kind, 256), 64)) < 3
    # So close only because the seed is the same: another seed's large picture is not.
    assert distance(small, reduced(toy(5, kind, 256), 64)) > 3


def test_hues_stay_in_their_part_of_the_circle():
    rng = np.random.default_rng(0)
    for _ in range(200):
        r, g, b = hue(rng, 0.25, 0.4)  # a third of the circle is green
        assert g > r
        assert g > b


def test_hues_may_pass_the_start_of_the_circle():
    rng = np.random.default_rng(0)
    for _ in range(200):
        r, g, b = hue(rng, 0.95, 1.05)  # red lies at 0 and at 1
        assert r > max(g, b)


def test_shade_goes_from_black_over_the_colour_to_white():
    colour = (100, 150, 200)
    assert shade(colour, 0) == (0, 0, 0)
    assert shade(colour, 1) == colour
    assert shade(colour, 2) == (255, 255, 255)
    assert shade(colour, 0.5) == (50, 75, 100)


def test_subjects_look_both_ways_and_keep_within_the_picture():
    poses = [Pose.draw(np.random.default_rng(seed)) for seed in range(200)]
    assert {np.sign(pose.width) for pose in poses} == {-1, 1}
    assert all(abs(pose.width) / 2 + abs(pose.right) < 0.65 for pose in poses)  # a subject leaves a margin itself
    assert all(pose.height / 2 + abs(pose.down) < 0.65 for pose in poses)


def test_a_mirrored_pose_mirrors_the_drawing():
    pictures = []
    for width in (1, -1):
        brush = Brush(64, WHITE, Pose(width, 1, 0, 0))
        brush.polygon([(0.1, 0.2), (0.4, 0.3), (0.2, 0.9)], INK)
        brush.oval(0.7, 0.5, 0.1, 0.2, INK)
        pictures.append(brush.picture())
    assert distance(pictures[0], pictures[1][:, ::-1]) < 2
    assert distance(pictures[0], pictures[1]) > 20
