"""The player of the Denoise tab: shows a reverse chain while it is computed and keeps it for replay."""

from collections.abc import Iterator
from string import Template
from typing import Any

import gradio as gr

from ..places import Ahead
from ..text import Text
from . import custom, read


def player(text: Text) -> gr.HTML:
    texts, side = text.part("player"), Template(read("player_side.html"))
    first = side.substitute(texts, side="chain", name=texts["first"], hidden="")
    second = side.substitute(texts, side="rival", name=texts["second"], hidden="hidden")
    return custom("player", texts | {"sides": first + second})


def microscope(text: Text) -> gr.HTML:
    """One step of one sample of the player's chain, term by term."""
    return custom("microscope", text.part("microscope"))


def waiting(items: Iterator[Any]) -> Iterator[dict[str, Any]]:
    """What a line yields, for the player: packets as they are, and how many are ahead."""
    for item in items:
        yield {"ahead": item.count} if isinstance(item, Ahead) else item
