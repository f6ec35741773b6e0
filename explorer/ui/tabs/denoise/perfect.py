"""E[x_0 | x_t] over a finite set of pictures, beside the network's guess; see ExactDenoiser for the formula."""

import gradio as gr

from ...components import custom
from ...text import Text


def perfect(text: Text) -> gr.HTML:
    return custom(__file__, text.part("perfect"))
