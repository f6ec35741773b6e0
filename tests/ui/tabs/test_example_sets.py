"""The example sets of Fine-tune: drawn the same each time, taken once, and with a real training's record."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer.refusals import MAX_FILES
from explorer.sets import SETS, pictures
from explorer.ui.tabs.finetune.examples.example_sets import FOLDER, example_files, story_of, take
from explorer.ui.tabs.finetune.gallery import Picture

TOLD = {name: story_of(name) for name in SETS}


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_the_same_each_time_and_no_picture_is_like_another(name):
    drawn = pictures(name, 64)
    assert np.array_equal(drawn, pictures(name, 64)) and len(drawn) == SETS[name][1]
    apart = [np.abs(a.astype(int) - b).mean() for i, a in enumerate(drawn) for b in drawn[:i]]
    assert min(apart) > 3


def test_a_set_joins_the_pictures_once():
    own = [Picture(np.zeros((256, 256, 3), np.uint8))]
    event = SimpleNamespace(name="flags")
    joined, refused = take(event, own)
    assert len(joined) == 11 and joined[0] is own[0] and refused == []
    assert len(take(event, joined)[0]) == 11
    assert len(take(SimpleNamespace(name="planets"), joined)[0]) == 23
    assert len(take(event, own * MAX_FILES)[0]) == MAX_FILES
    assert take(SimpleNamespace(name="another"), own) == (own, [])


@pytest.mark.parametrize("name", [name for name in SETS if TOLD[name]])
def test_the_record_is_of_a_training_that_learned(name):
    story = TOLD[name]
    losses = [loss for _, loss in story["loss"]]
    assert all(map(math.isfinite, losses)) and np.mean(losses[-5:]) < np.mean(losses[:5]) / 1.5
    assert story["steps"] == sorted(story["steps"]) and len(story["steps"]) > 5
    with Image.open(FOLDER / story["sheet"]) as sheet:
        assert sheet.height % len(story["steps"]) == 0


def test_the_records_are_small_and_all_of_them_are_used():
    assert {path.name for path in example_files()} == {story["sheet"] for story in TOLD.values() if story}
    assert sum(path.stat().st_size for path in FOLDER.glob("*")) < 300_000
