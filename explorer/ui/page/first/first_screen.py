"""What a newcomer sees first: noise that becomes drawings, a sentence, and two ways on. The chains: record.py."""

import json
from pathlib import Path

import gradio as gr

from ...components import custom
from ...text import Text

FOLDER = Path(__file__).parent / "recorded"
ABOUT = FOLDER / "chains.json"


def first_screen(text: Text) -> gr.HTML:
    """Build it after the header and the lessons: it asks whether a link leads somewhere, and the tour is a lesson."""
    return custom(__file__, text.part("first") | {"title": text["app.title"]}, json.loads(ABOUT.read_text()))


def first_files() -> list[Path]:
    """What the page fetches once it stands: named by content."""
    return [*FOLDER.glob("*.avif")]
