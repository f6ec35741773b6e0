"""The memorisation meter against distances computed one by one."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from benchmarks.meter_sets import SETS, draw
from explorer.images import square
from explorer.models.checkpoint import load_checkpoint
from explorer.toys import KINDS, toy
from explorer.training.memorised import distances, nearest
from explorer.training.preview import save_preview

CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
SEEDS = {kind: seed for seed, kind in enumerate(KINDS, start=3)}


def pictures(count, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)


def enlarged(count: int, points: int, seed: int) -> np.ndarray:
    """Random colours at so many points a side, and smooth between them: (N, 32, 32, 3)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (count, points, points, 3), dtype=np.uint8)
    return np.stack([np.asarray(Image.fromarray(each).resize((32, 32), Image.Resampling.BICUBIC)) for each in coarse])


def gradients(seed: int = 0) -> np.ndarray:
    return enlarged(8, 2, seed)


def photographs(seed: int = 0) -> np.ndarray:
    """Like them: much in the large, less in the small."""
    parts = [enlarged(8, points, seed + points).astype(float) - 128 for points in (2, 4, 8, 32)]
    return np.clip(128 + sum(part / 2**k for k, part in enumerate(parts)), 0, 255).astype(np.uint8)


def toys(seed: int = 0, count: int = 30) -> np.ndarray:
    return np.stack([toy(number, list(KINDS)[number % len(KINDS)], 32) for number in range(seed, seed + count)])


def strokes(seed: int = 0) -> np.ndarray:
    """White on black, grey and 28 pixels a side, like digits."""
    dice, drawn = np.random.default_rng(seed), []
    for _ in range(8):
        canvas = Image.new("L", (28, 28))
        ImageDraw.Draw(canvas).line([tuple(point) for point in dice.integers(4, 24, (4, 2)).tolist()], 255, 3)
        drawn.append(np.asarray(canvas)[..., None])
    return np.stack(drawn)


PICTURES = {"gradients": gradients, "photographs": photographs, "toys": toys, "strokes": strokes}


def burst(own: np.ndarray, seed: int) -> np.ndarray:
    """The same, up to 2 grey levels off at each pixel: the next photograph of a burst."""
    off = np.random.default_rng(seed).integers(-2, 3, own.shape)
    return np.clip(own + off, 0, 255).astype(np.uint8)


def test_distances_are_root_mean_squares():
    a, b = pictures(3), pictures(4, seed=1)
    wanted = [[np.sqrt(np.mean((x.astype(float) - y) ** 2)) for y in b] for x in a]
    np.testing.assert_allclose(distances(a, b), wanted, rtol=1e-12)


def test_a_copy_is_found_and_a_new_picture_is_not():
    own = pictures(5)
    copy = np.clip(own[3].astype(int) + 2, 0, 255).astype(np.uint8)
    found = nearest(np.stack([copy, pictures(1, seed=9)[0]]), own)
    assert found.number[0] == 3 and found.distance[0] < 3
    assert found.copied.tolist() == [True, False]


@pytest.mark.parametrize("kind", PICTURES)
def test_copies_are_found_whatever_else_is_in_the_set(kind):
    own = PICTURES[kind]()
    for name, copies in {"exact": own, "mirrored": own[:, :, ::-1], "another of the burst": burst(own, 7)}.items():
        for beside, training in {
            "alone": own,
            "twice": np.concatenate([own, own]),
            "as a burst": np.concatenate([own, burst(own, 1), burst(own, 2)]),
            "with its mirror image": np.concatenate([own, own[:, :, ::-1]]),
        }.items():
            found = nearest(copies, training)
            assert found.copied.all(), (name, beside)
            assert (found.distance < 3).all()
        assert nearest(copies[:1], own[:1]).copied.all()  # of a single picture


@pytest.mark.parametrize("kind", PICTURES)
def test_other_pictures_of_the_same_kind_are_no_copies(kind):
    own, new = PICTURES[kind](), PICTURES[kind](seed=100)
    for training in (own, np.concatenate([own, burst(own, 1)]), own[:1]):
        assert not nearest(new, training).copied.any()


@pytest.mark.parametrize("strength", [60, 90, 120])  # grey levels between the darkest and the brightest blotch
def test_blotches_on_a_smooth_gradient_are_no_copy_of_it(strength):
    own = gradients()
    blotches = (enlarged(8, 7, seed=3).astype(float) - 128) / 256 * strength
    drawn = np.clip(own + blotches, 0, 255).astype(np.uint8)
    alone = np.clip(128 + 2 * blotches, 0, 255).astype(np.uint8)
    assert not nearest(alone, own).copied.any()
    assert not nearest(drawn, own).copied.any()


def test_a_flat_picture_is_copied_by_one_of_its_own_grey_alone():
    own = np.stack([np.full((8, 8, 1), grey, np.uint8) for grey in (100, 110, 200)])
    drawn = np.stack([np.full((8, 8, 1), grey, np.uint8) for grey in (93, 101, 230, 199)])
    assert nearest(drawn, own).copied.tolist() == [False, True, False, True]


def test_a_single_picture_is_measured_by_itself():
    own = pictures(1)
    flat = np.full((1, 8, 8, 3), 128, np.uint8)
    assert nearest(own, own).copied.all() and not nearest(flat, own).copied.any()


def test_the_network_that_remembers_draws_copies_and_the_other_one_none(tmp_path):
    ten = np.stack([square(toy(seed, kind, 256), 32, 3) for kind, seed in SEEDS.items()])
    copied = {}
    for name, training in (("memorised", ten), ("toys", toys(count=200))):
        drawn = save_preview(load_checkpoint(CHECKPOINTS / name, "cpu"), tmp_path / "x.png", count=8, steps=8)
        copied[name] = nearest(drawn, training).copied.sum()
    assert copied["memorised"] >= 6 and copied["toys"] == 0


def changed(picture: np.ndarray, how: str, seed: int) -> np.ndarray:
    """A copy, made by Pillow: moved by (1, -1) of a larger one, mirrored, or with noise of 10 grey levels."""
    image = Image.fromarray(picture.squeeze())
    if "moved" in how:
        image = ImageOps.expand(
            image, 1, fill=int(picture[0, 0, 0]) if picture.shape[-1] == 1 else tuple(picture[0, 0].tolist())
        )
        image = image.crop((2, 0, image.width, image.height - 2))
    if "mirrored" in how:
        image = ImageOps.mirror(image)
    copy = np.asarray(image).reshape(picture.shape).astype(float)
    if "noise" in how:
        copy = copy + np.random.default_rng(seed).normal(0, 10, copy.shape)
    return np.clip(copy, 0, 255).round().astype(np.uint8)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("count", [10, 100])
def test_it_does_not_cry_wolf_and_misses_no_wolf(name, count):
    own = draw(name, count, seed=1)
    assert nearest(draw(name, 100, seed=2), own).copied.mean() <= 0.02
    for how in ("noise", "moved", "mirrored", "noise, moved, mirrored"):
        copies = np.stack([changed(picture, how, seed) for seed, picture in enumerate(own)])
        found = nearest(copies, own)
        assert found.copied.mean() >= 0.95, how
        assert (found.number == np.arange(count)).mean() >= 0.95, how


def test_the_distance_is_the_least_over_a_pixel_each_way_and_the_mirror_image():
    drawn, own = pictures(2), pictures(3, seed=1)
    own[1, 1:, :-1] = drawn[0, :-1, 1:]  # what the one shows is a pixel below and left in the other
    found = nearest(drawn, own)
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16

    def smooth(picture, y, x):
        return (picture[y - 1 : y + 2, x - 1 : x + 2].astype(float) * kernel[..., None]).sum((0, 1))

    for one, number, distance in zip(drawn, found.number, found.distance, strict=True):
        least = min(
            np.sqrt(np.mean([
                (smooth(np.pad(seen, ((2, 2), (2, 2), (0, 0)), mode="edge"), y + 2 + dy, x + 2 + dx)
                 - smooth(np.pad(own[number], ((2, 2), (2, 2), (0, 0)), mode="edge"), y + 2, x + 2)) ** 2
                for y in range(1, 7) for x in range(1, 7)
            ]))
            for seen in (one, one[:, ::-1]) for dy in (-1, 0, 1) for dx in (-1, 0, 1)
        )  # fmt: skip
        assert distance == pytest.approx(least, rel=1e-3)
    assert found.number[0] == 1
