"""What one takes away from a tab: a snippet to copy and a table to download."""

from typing import Any

import gradio as gr

from ...components import custom
from ...text import Text


def code_and_table(text: Text, value: dict[str, Any]) -> gr.HTML:
    """value: `python`, a snippet; `csv`, a table to download now, or None. `csv` fires when one is asked for."""
    return custom(__file__, text.part("code_and_table"), value)
