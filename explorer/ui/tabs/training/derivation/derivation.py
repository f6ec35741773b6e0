"""From log p(x_0) to Algorithm 1, line by line, both sides of each computed in the browser: see derivation.js."""

import gradio as gr

from ....components import custom
from ....text import Text


def derivation(text: Text) -> gr.HTML:
    return custom(__file__, text.part("derivation"))
