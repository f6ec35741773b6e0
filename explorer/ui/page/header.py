"""The head of the page: its name, and what belongs to the page as a whole: lessons, link, theme, language."""

from html import escape
from typing import Any

import gradio as gr

from ..components import custom
from ..text import NAMES, Text


def header(text: Text, spec: dict[str, Any]) -> gr.HTML:
    """spec: of link.link_spec."""
    languages = "".join(
        f'<option value="{code}" lang="{code}"{" selected" if code == text.language else ""}>{escape(name)}</option>'
        for code, name in NAMES.items()
    )
    texts = text.part("header") | {"title": text["app.title"], "subtitle": text["app.subtitle"], "languages": languages}
    return custom(__file__, texts, spec)
