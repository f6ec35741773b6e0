"""A step of the path: what one has seen, what is still open, and the tab that shows it."""

import gradio as gr

from ...components import custom
from ...text import Text


def next_card(text: Text, seen: str, asks: str, to: str) -> gr.HTML:
    """`go` fires when one goes on."""
    return custom(__file__, {"seen": seen, "asks": asks, "to": to, "next": text["path.next"], "open": text["path.open"],
                             "done": text["path.done"]}, classes=["dx-path"])  # fmt: skip
