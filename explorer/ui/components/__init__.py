"""Custom components that several tabs share: each is a factory in a .py beside its .html, .js and .css. What only one
tab has lies in the tab's folder, in the same way.

The HTML is static (Gradio would wipe what the script drew); Python pushes a `value`, the script watches it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

import gradio as gr


def custom(
    module: str, texts: Mapping[str, str], value: Any = None, classes: Sequence[str] = (), **options: Any
) -> gr.HTML:
    """The component made of the .html and the .js beside a module, of which this is the __file__; `texts` fill the
    template's $placeholders.
    """
    html = Path(module).with_suffix(".html")
    return gr.HTML(
        value,
        html_template=Template(html.read_text(encoding="utf-8")).substitute(texts),
        js_on_load=html.with_suffix(".js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_classes=["dx", f"dx-{html.stem}", *classes],
        **options,
    )
