"""The pictures that a network will be shown, each with a button that takes it out; see also crops.js."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ....images import data_uri
from ...components import custom
from ...text import Text


class Picture(NamedTuple):
    """uint8 (H, W, C), and the name by which the page says where its square lies: of one that is square, none is
    needed.
    """

    pixels: np.ndarray
    name: str = ""


def gallery(text: Text, removable: bool = True) -> gr.HTML:
    """`remove` fires with the `index` of a picture."""
    return custom(__file__, text.part("gallery") | {"removable": "true" if removable else "false"})


def gallery_value(sentence: str, pictures: Sequence[Picture], refused: Sequence[str]) -> dict[str, Any]:
    """refused: a sentence for each file that could not be used."""
    shown = [{"name": name, "src": data_uri(pixels), "high": len(pixels), "wide": len(pixels[0])}
             for pixels, name in pictures]  # fmt: skip
    return {"sentence": sentence, "pictures": shown, "refused": list(refused)}
