"""Thumbnails of the built-in pictures."""

import gradio as gr

from ....images import data_uri
from ...components import custom
from ...pictures import PICTURES, built_in
from ...text import Text


def picture_picker(text: Text, chosen: str) -> gr.HTML:
    """`choose` fires with the `kind` of the picture clicked."""
    buttons = "".join(
        f'<button type="button" data-kind="{kind}" title="{text(f"picture.{kind}")}">'
        f'<img src="{data_uri(built_in(kind, 64))}" alt="{text(f"picture.{kind}")}" width="64" height="64"></button>'
        for kind in PICTURES
    )
    return custom(__file__, {"choose": text["picture.choose"], "buttons": buttons}, chosen)
