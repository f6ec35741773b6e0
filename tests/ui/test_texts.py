"""What is said on screen: complete, and every key that the code names exists."""

import ast
import re
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from explorer.diffusion.rules import RULES
from explorer.models.errors import ExplainedError, Phrase, any_of
from explorer.models.files.locations import CheckpointError
from explorer.toys import KINDS
from explorer.training.jobs.records import State
from explorer.ui.chains.settings import START, WALK
from explorer.ui.page.path.further import PAPERS
from explorer.ui.schedule_fields import KINDS as SCHEDULE_KINDS
from explorer.ui.schedule_fields import PARAMETERS
from explorer.ui.tabs import TABS
from explorer.ui.tabs.schedules.views import QUANTITIES
from explorer.ui.text import LANGUAGES, Text, load_text
from explorer.ui.widgets import label_name

UI = Path(__file__).parents[2] / "explorer"
ENGLISH = load_text("en")
SUBJECTS = "|".join(sorted({key.partition(".")[0] for key in ENGLISH} - {"gradio"}))
KEY = re.compile(rf"""["'](?!\w+\.(?:py|js)["'])((?:{SUBJECTS})\.[a-z_A-Z0-9-]+(?:\.[a-z_]+)?)["']""")

OTHERS = [language for language in LANGUAGES if language != "en"]
# Names, abbreviations and units, which some languages leave as they are.
SAME_ELSEWHERE = {
    "app.title",
    "noise.stage.snr",
    "noise.stage.log_snr",
    "noise.stage.db",
    "kind.cosine",
    "kind.scaled_linear",
    "kind.sigmoid",
    "schedules.cosine",
    "schedules.scaled_linear",
    "denoise.sampler.ddim",
    "denoise.sampler.ddpm",
    "denoise.sampler.ddpm-small",
    "denoise.sampler.dpmpp-2m",
    "hub.preset",
    "microscope.db",
    "export.gif",
    "export.kilobytes",
    "jobpanel.memory",
}


def named_keys() -> set[str]:
    files = [path for path in UI.rglob("*.py") if "text" not in path.parts]
    return {key for path in files for key in KEY.findall(path.read_text(encoding="utf-8"))}


def test_the_search_for_keys_finds_them():
    assert {"noise.own", "job.disk_full", "picture.damaged", "schedules.T_range"} <= named_keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_code_names_exists(language):
    text = load_text(language)
    assert [key for key in named_keys() if key not in text and not text.part(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_made_from_names_exist(language):
    """Whoever adds a sampler, a schedule, a setting, a tab or a picture finds here what to say in each language."""
    text = load_text(language)
    made = [f"picture.{kind}" for kind in KINDS] + [f"job.{state}" for state in State]
    made += [f"{subject}.{kind}" for subject in ("kind", "schedules") for kind in SCHEDULE_KINDS]
    made += [f"schedules.{name}" for name in PARAMETERS] + [f"chart.{name}" for name in QUANTITIES]
    made += [f"denoise.sampler.{name}" for name in RULES]
    for name, setting in (WALK | START).items():
        made += (
            [f"denoise.{name}", *(f"denoise.{name}.{choice}" for choice in setting.names)] if name != "picture" else []
        )
    made += [f"{tab.id}.tab" for tab in TABS] + [f"path.{tab.id}.seen" for tab in TABS]
    made += [f"path.{tab.id}.asks" for tab in TABS[1:]]
    made += [f"further.{part}{kind}" for part in PAPERS for kind in ("", "_say")]
    missing = [key for key in made if key not in text]
    assert missing == [], f"Add these keys to explorer/ui/text/{language}/: {', '.join(missing)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_each_language_have_the_keys_of_english_each_once(language):
    def keys(folder: str) -> dict[str, list[str]]:
        return {path.stem: list(subject.TEXT) for path in (UI / "ui" / "text" / folder).glob("*.py")
                if hasattr(subject := import_module(f"explorer.ui.text.{folder}.{path.stem}"), "TEXT")}  # fmt: skip

    assert {name: sorted(each) for name, each in keys(language).items()} == {
        name: sorted(each) for name, each in keys("en").items()
    }
    assert sum(map(len, keys(language).values())) == len(load_text(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_stray_spaces(language):
    for key, sentence in load_text(language).items():
        assert sentence and sentence == sentence.strip() and "  " not in sentence, key
        # Into HTML between quotation marks go all but what other programs are told.
        assert key.startswith("api.") or not set('"<') & set(sentence), key


def test_a_part_is_what_a_template_needs():
    assert load_text("en").part("jobpanel")["preview"].startswith("What the network draws")


def test_filling_in_a_sentence():
    assert load_text("en")("picture.damaged", file="a.png").startswith("a.png is damaged")


# Other languages


def places(sentence: str) -> set[str]:
    """The names in the {places} of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def templates() -> set[str]:
    """The English of every Phrase and Said in the package, found by parsing it."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in UI.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    kinds, classes = {"Phrase"}, [node for node in nodes if isinstance(node, ast.ClassDef)]
    while more := {node.name for node in classes if kinds & {ast.unparse(base) for base in node.bases}} - kinds:
        kinds |= more
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in kinds and node.args]
    firsts = [node.args[0] for node in calls if ast.unparse(node.args[0]) != "error.template"]  # said again
    assert [ast.unparse(first) for first in firsts if not isinstance(first, ast.Constant)] == []
    return {first.value for first in firsts}


def test_the_search_for_templates_finds_them():
    assert {"{some} or {other}", "{folder}: labels.json must be a list of names.", "a number above 0"} <= templates()


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_texts_of_english_with_the_same_places(language):
    text = load_text(language)
    assert text.keys() ^ ENGLISH.keys() == set()
    assert [key for key in ENGLISH if places(text[key]) != places(ENGLISH[key])] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_english(language):
    text = load_text(language)
    words = {key for key, said in ENGLISH.items() if re.search(r"[A-Za-z]{2}", re.sub(r"\{.*?\}", "", said))}
    assert [key for key in sorted(words - SAME_ELSEWHERE) if text[key] == ENGLISH[key]] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_error_is_translated(language):
    errors = load_text(language).errors
    assert errors.keys() ^ templates() == set()
    assert [template for template, said in errors.items() if places(said) != places(template)] == []


def test_an_error_in_another_language():
    errors = {
        "{repo}: {reason} Try {others}.": "{others} probieren. {repo}: {reason}",
        "{size:.1f} is too much.": "{size:.2f} ist zu viel.",
        "{some} or {other}": "{some} oder {other}",
    }
    text = Text({}, "de", errors)
    reason = ExplainedError("{size:.1f} is too much.", size=1.25)
    error = CheckpointError("{repo}: {reason} Try {others}.", repo="{a}/b", reason=reason, others=any_of("xyz"))
    assert str(error) == "{a}/b: 1.2 is too much. Try x or y or z."
    assert text.error(error) == "x oder y oder z probieren. {a}/b: 1.25 ist zu viel."
    assert text.error(Phrase("{no} translation", no="still no")) == "still no translation"
    assert text.error(ValueError("{as it is}")) == "{as it is}"


def test_only_the_names_of_the_toys_are_translated():
    text = Text({"picture.cat": "Katze", "picture.damaged": "{file} ist beschädigt"})
    assert [label_name(text, label) for label in ("cat", "damaged", "7")] == ["Katze", "damaged", "7"]
