"""The handlers of the Noise tab: a picture, good or bad, and what the stage gets."""

import base64
import io

import numpy as np
from PIL import Image

from explorer.toys import toy
from explorer.ui.tabs.noise import tab as noise
from explorer.ui.text import load_text
from tests.support.chains import is_skip

TEXT = load_text("en")


def shown(value: str) -> np.ndarray:
    """The pixels of a data: address."""
    return np.array(Image.open(io.BytesIO(base64.b64decode(value.partition(",")[2]))))


def test_the_stage_gets_the_picture_without_loss():
    picture = toy(1, "bird", 256)
    np.testing.assert_array_equal(shown(noise.stage_value(picture)), picture)


def test_own_picture_takes_the_stage(tmp_path):
    Image.fromarray(toy(1, "car", 300)).save(tmp_path / "car.png")
    picture, chosen, value, refused = noise.own_picture(TEXT, str(tmp_path / "car.png"), 0)
    assert picture.shape == (256, 256, 3) and chosen is None and is_skip(refused)
    np.testing.assert_array_equal(shown(value), picture)


def test_a_broken_picture_changes_nothing_and_says_why(tmp_path, warnings):
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    *answer, refused = noise.own_picture(TEXT, str(tmp_path / "cut.jpg"), 4)
    assert all(is_skip(part) for part in answer) and refused == 5  # which empties the drop zone
    assert warnings[0].startswith("cut.jpg")
