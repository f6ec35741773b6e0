"""What is said on screen: complete, and every key that the code names exists."""

import re
from pathlib import Path

import pytest

from explorer.toys import KINDS
from explorer.training.job import State
from explorer.ui.tabs.schedules import KINDS as SCHEDULE_KINDS
from explorer.ui.tabs.schedules import PARAMETERS, QUANTITIES
from explorer.ui.text import LANGUAGES, load_text

UI = Path(__file__).parents[2] / "explorer"
SUBJECTS = "app|noise|kind|schedules|chart|takeaway|denoise|finetune|job|jobpanel|share|picture|perfect|hub"
KEY = re.compile(rf"""["'](?!app\.py)((?:{SUBJECTS})\.[a-z_A-Z0-9-]+(?:\.[a-z_]+)?)["']""")


def named_keys() -> set[str]:
    files = [path for path in UI.rglob("*.py") if "text" not in path.parts]
    return {key for path in files for key in KEY.findall(path.read_text(encoding="utf-8"))}


def test_the_search_for_keys_finds_them():
    assert {"noise.tab", "job.disk_full", "picture.damaged", "schedules.T_range"} <= named_keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_code_names_exists(language):
    text = load_text(language)
    assert [key for key in named_keys() if key not in text and not text.part(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_made_from_names_exist(language):
    text = load_text(language)
    made = [f"picture.{kind}" for kind in KINDS] + [f"job.{state}" for state in State]
    made += [f"{subject}.{kind}" for subject in ("kind", "schedules") for kind in SCHEDULE_KINDS]
    made += [f"schedules.{name}" for name in PARAMETERS] + [f"chart.{name}" for name in QUANTITIES]
    assert [key for key in made if key not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_stray_spaces(language):
    for key, sentence in load_text(language).items():
        assert sentence and sentence == sentence.strip() and "  " not in sentence, key


def test_a_part_is_what_a_template_needs():
    assert load_text("en").part("jobpanel")["step"] == "step"


def test_filling_in_a_sentence():
    assert load_text("en")("picture.damaged", file="a.png").startswith("a.png is damaged")
