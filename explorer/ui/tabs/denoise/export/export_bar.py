"""What one takes along from a finished chain: pictures, animations, numbers and a script, all made in the browser."""

from pathlib import Path

import gradio as gr

from ....components import custom
from ....text import Text

VENDOR = Path(__file__).with_name("vendor")  # libraries that the browser fetches when they are first needed


def export_bar(text: Text) -> gr.HTML:
    return custom(__file__, text.part("export"))
