"""Custom components: each is a factory in a .py beside its .html, .js and .css.

The HTML is static (Gradio would wipe what the script drew); Python pushes a `value`, the script watches it.
"""

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

import gradio as gr

HERE = Path(__file__).parent
SCRIPTS = ("storage.js", "toasts.js", "explorer.js", "link.js", "normal.js", "noising.js", "chain.js", "lecture.js")


def custom(name: str, texts: dict[str, str], value: Any = None, classes: Sequence[str] = (), **options: Any) -> gr.HTML:
    """The component made of name.html and name.js; `texts` fill the template's $placeholders."""
    return gr.HTML(
        value,
        html_template=Template(read(f"{name}.html")).substitute(texts),
        js_on_load=read(f"{name}.js"),
        apply_default_css=False,
        elem_classes=["dx", f"dx-{name}", *classes],
        **options,
    )


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def page_head() -> str:
    """What every page needs before its components: the shared scripts."""
    return "".join(f"<script>{read(name)}</script>" for name in SCRIPTS)


def page_css() -> str:
    """The style sheets of the page and of all components."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.css")))
