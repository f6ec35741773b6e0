"""Sentences that follow what happens. They name networks, files and labels, which are anybody's words."""

from typing import Any

import gradio as gr

from . import custom


def line(said: str = "", classes: str = "", **options: Any) -> gr.HTML:
    """The value, a sentence or several with empty lines between, is shown as it is and never read as HTML or Markdown;
    `linked` makes one with an address to follow.
    """
    return custom(__file__, {}, said, classes=classes.split(), **options)


def linked(sentence: str, address: str) -> dict[str, str]:
    """A sentence that names `address`, which becomes a link there."""
    return {"sentence": sentence, "address": address}
