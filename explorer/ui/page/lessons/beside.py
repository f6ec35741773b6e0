"""The pictures beside a step of a lesson: {place, pictures}, of links/beside.py."""

import gradio as gr

from ...components import custom


def besides() -> gr.HTML:
    return custom(__file__, {})
