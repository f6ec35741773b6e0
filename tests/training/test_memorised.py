"""The memorisation meter against distances computed one by one."""

import numpy as np

from explorer.training.memorised import distances, nearest, neighbours


def pictures(count, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)


def test_distances_are_root_mean_squares():
    a, b = pictures(3), pictures(4, seed=1)
    wanted = [[np.sqrt(np.mean((x.astype(float) - y) ** 2)) for y in b] for x in a]
    np.testing.assert_allclose(distances(a, b), wanted, rtol=1e-12)


def test_a_copy_is_found_and_a_new_picture_is_not():
    own = pictures(5)
    copy = np.clip(own[3].astype(int) + 2, 0, 255).astype(np.uint8)
    found = nearest(np.stack([copy, pictures(1, seed=9)[0]]), own)
    assert found.index[0] == 3 and found.distance[0] < 3
    assert found.copied.tolist() == [True, False]


def test_what_counts_as_near_is_measured_by_the_users_own_pictures():
    own = np.stack([np.full((8, 8, 1), grey, np.uint8) for grey in (100, 110, 200)])
    np.testing.assert_allclose(neighbours(own), [10, 10, 90])
    drawn = np.stack([np.full((8, 8, 1), grey, np.uint8) for grey in (93, 230)])
    assert nearest(drawn, own).copied.tolist() == [False, True]  # 7 is far for the first, 30 is near for the last


def test_a_single_picture_is_measured_by_its_own_contrast():
    own = pictures(1)
    flat = np.full((1, 8, 8, 3), 128, np.uint8)
    assert nearest(own, own).copied.all() and not nearest(flat, own).copied.any()
