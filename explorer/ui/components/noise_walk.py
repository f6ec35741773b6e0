"""Two closer looks at the forward process, computed in the browser and folded away at first."""

import gradio as gr

from ..text import Text
from . import custom


def noise_walk(text: Text) -> gr.HTML:
    """One jump beside the chain of single steps."""
    return custom("noise_walk", text.part("noise.walk"))


def noise_sizes(text: Text) -> gr.HTML:
    """The same picture at two sizes under the same noise."""
    return custom("noise_sizes", text.part("noise.sizes"))
