"""The variational bound of the page's picture, term by term: see bound_bars.js."""

import gradio as gr

from ...components import custom
from ...components.chart.chart import PLOTLY_JS
from ...text import Text


def bound_bars(text: Text) -> gr.HTML:
    return custom(__file__, {"script": PLOTLY_JS.name, **text.part("training.bound")})
