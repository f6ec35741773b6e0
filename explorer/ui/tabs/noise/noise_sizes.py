"""A closer look at the forward process: the same picture at two sizes under the same noise."""

import gradio as gr

from ...components import custom
from ...text import Text


def noise_sizes(text: Text) -> gr.HTML:
    return custom(__file__, text.part("noise.sizes"))
