"""One step of one sample of the player's chain, term by term."""

import gradio as gr

from ...components import custom
from ...text import Text


def microscope(text: Text) -> gr.HTML:
    return custom(__file__, text.part("microscope"))
