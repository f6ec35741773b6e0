"""Small things that several tabs need from Gradio."""

from html import escape
from typing import Any

import gradio as gr

from ..toys import KINDS
from .room import Room
from .text import Text

# Events are the page's own business: no public endpoint, and no progress animation over the pictures.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# For events whose first inputs are the network and the label: of a link, both come before either counts.
SETTLED = "async (source, label, ...rest) => [...await window.explorer.link.belonging(source, label), ...rest]"
# For events that take numbers: our own checks get them as they are, and None from an empty field. Gradio's own checks
# speak English only, round what the field still shows, and fail on an empty slider.
UNCHECKED = PRIVATE | {"preprocess": False}
MAX_SEED = 2**32 - 1


def is_number(value: Any, low: float, high: float) -> bool:
    """True and False, which Python counts as numbers, are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_whole(value: Any, low: int, high: int) -> bool:
    return is_number(value, low, high) and value == int(value)


def is_seed(seed: Any) -> bool:
    return is_whole(seed, 0, MAX_SEED)


def new_seed_button(button: gr.Button, seed: gr.Number) -> None:
    """A press puts a random seed into the field, without the server."""
    button.click(None, None, seed, js="() => Math.floor(Math.random() * 1000000)", **PRIVATE)


def warn(text: Text, sentence: str) -> None:
    """Show a sentence in a toast, which Gradio would read as HTML: there may be anybody's words in it."""
    gr.Warning(escape(sentence, quote=False), title=text["app.warning"])


def label_name(text: Text, label: str) -> str:
    """The name of a class as it is shown: the toys' are translated."""
    return text[f"picture.{label}"] if label in KINDS else label


def network_choices(text: Text, room: Room, owner: str) -> list[tuple[str, str]]:
    """(shown, source) of the networks that this owner may choose."""
    own = [(text("denoise.own", name=name), source) for name, source in room.results(owner)]
    return [*((name, name) for name in (*room.shipped(), *room.fetched.of(owner))), *own]
