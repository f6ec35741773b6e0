"""Thumbnails of the built-in pictures."""

import gradio as gr

from ...images import data_uri
from ...toys import KINDS, toy
from ..text import Text
from . import custom

SEEDS = {kind: seed for seed, kind in enumerate(KINDS, start=3)}
BUILT_IN = 256  # pixels a side of what is chosen


def picture_picker(text: Text, chosen: str) -> gr.HTML:
    """`choose` fires with the `kind` of the picture clicked."""
    buttons = "".join(
        f'<button type="button" data-kind="{kind}" title="{text(f"picture.{kind}")}">'
        f'<img src="{data_uri(toy(seed, kind, 64))}" alt="{text(f"picture.{kind}")}" width="64" height="64"></button>'
        for kind, seed in SEEDS.items()
    )
    return custom("picture_picker", {"choose": text["picture.choose"], "buttons": buttons}, chosen)
