"""The player of the Denoise tab: shows a reverse chain while it is computed and keeps it for replay."""

from pathlib import Path
from string import Template

import gradio as gr

from ...components import custom
from ...text import Text

SIDE = Path(__file__).with_name("player_side.html")


def player(text: Text, opens: bool) -> gr.HTML:
    """`elsewhere` fires when the device cannot go on with a chain: the server is to compute it.

    opens: whether the chain of the usual settings is recorded.
    """
    texts, side = text.part("player"), Template(SIDE.read_text(encoding="utf-8"))
    first = side.substitute(texts, side="chain", name=texts["first"], hidden="")
    second = side.substitute(texts, side="rival", name=texts["second"], hidden="hidden")
    return custom(__file__, texts | {"sides": first + second, "opens": "1" if opens else ""})
