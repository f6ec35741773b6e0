"""Pictures for those who have none at hand, and what becomes of a network that is trained on them: see record.py."""

import json
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from .....images import data_uri
from .....refusals import MAX_FILES
from .....sets import SETS, pictures
from ....components import custom
from ....text import Text
from ..gallery import Picture

FOLDER = Path(__file__).parent / "recorded"
SHOWN = 64  # pixels a side


def example_sets(text: Text) -> gr.HTML:
    """`take` fires with the `name` of a set."""
    return custom(__file__, text.part("examples"), [told(text, name) for name in SETS])


def told(text: Text, name: str) -> dict[str, Any]:
    story = story_of(name)
    return {
        "name": name,
        "title": text[f"examples.{name}"],
        "said": text("examples.story", steps=story["steps"][-1]) if story else None,
        "pictures": [data_uri(picture) for picture in pictures(name, SHOWN)],
        **story,
    }


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def story_of(name: str) -> dict[str, Any]:
    """sheet: a file of example_files with the previews below each other, steps: of these, loss: [[step, loss], ...].
    Empty where no training has been recorded.
    """
    return json.loads(path_of(name).read_text()) if path_of(name).exists() else {}


def example_files() -> list[Path]:
    """What the page fetches when it shows a story: named by content."""
    return [*FOLDER.glob("*.avif")]


def take(event: gr.EventData, own: list[Picture]) -> tuple[list[Picture], list[str]]:
    """The set joins the pictures that are there, each once."""
    drawn = pictures(event.name) if event.name in SETS else []
    new = [Picture(picture) for picture in drawn if not any(np.array_equal(picture, mine.pixels) for mine in own)]
    return [*own, *new][:MAX_FILES], []
