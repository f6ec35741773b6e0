"""What one takes along from a finished chain: pictures, animations, numbers and a script, all made in the browser."""

import gradio as gr

from ..text import Text
from . import HERE, custom

VENDOR = HERE / "vendor"  # libraries that the browser fetches when they are first needed


def export_bar(text: Text) -> gr.HTML:
    return custom("export_bar", text.part("export"))
