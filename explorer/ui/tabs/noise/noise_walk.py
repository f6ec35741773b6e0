"""A closer look at the forward process: one jump beside the chain of single steps, computed in the browser."""

import gradio as gr

from ...components import custom
from ...text import Text


def noise_walk(text: Text) -> gr.HTML:
    return custom(__file__, text.part("noise.walk"))
