"""The pictures beside a step of a lesson."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from explorer.images import square
from explorer.toys import KINDS, toy
from explorer.ui.links.beside import beside, mean
from explorer.ui.pictures import PICTURES, built_in
from explorer.ui.text import load_text

TEXT = load_text("en")


def pixels(picture: dict[str, str]) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture["src"].partition(",")[2]))).convert("RGB"))


@pytest.mark.parametrize("place", ["", "fan.1", "memorised.2", "leap.1", "none.1"])
def test_most_steps_need_none(networks, place):
    assert beside(TEXT, networks, place) == []


def test_the_original_is_beside_what_becomes_of_it(networks):
    (cat,) = beside(TEXT, networks, "sdedit.2")
    assert cat["name"] == "cat"
    np.testing.assert_array_equal(pixels(cat), square(built_in("cat"), 32, 3))


def test_the_answer_shows_the_ten_pictures_that_were_learned(networks):
    shown = beside(TEXT, networks, "memorised.2.answer")
    assert [one["name"] for one in shown] == [TEXT[f"picture.{kind}"] for kind in PICTURES]


def test_more_steps_come_nearer_to_the_last_and_one_is_nearest_to_the_mean(networks):
    *chains, middle = beside(TEXT, networks, "leap.3.answer")
    assert [one["name"] for one in chains] == [f"Steps: {n}" for n in (1, 2, 4, 10, 50)]

    def apart(one, other):
        return np.sqrt(np.mean((pixels(one).astype(float) - pixels(other)) ** 2))

    to_last, to_mean = ([apart(one, other) for one in chains] for other in (chains[-1], middle))
    assert to_last == sorted(to_last, reverse=True)
    assert to_mean[0] == min(to_mean) < 20 < to_mean[-1]


def test_the_mean_is_that_of_the_drawings():
    kinds = list(KINDS)
    drawn = [toy(seed, kinds[6], 32) for seed in range(6, 6 + 500 * len(kinds), len(kinds))]
    np.testing.assert_allclose(mean(6), np.mean(drawn, axis=0), atol=0.5)
