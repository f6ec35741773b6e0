"""The pictures that a network will be shown, each with a button that takes it out."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
import numpy as np

from ....images import data_uri
from ...components import custom
from ...text import Text


def gallery(text: Text) -> gr.HTML:
    """`remove` fires with the `index` of a picture."""
    return custom(__file__, text.part("gallery"))


def gallery_value(sentence: str, pictures: Sequence[np.ndarray], refused: Sequence[str]) -> dict[str, Any]:
    """pictures: uint8 (H, W, C); refused: a sentence for each file that could not be used."""
    return {"sentence": sentence, "pictures": [data_uri(picture) for picture in pictures], "refused": list(refused)}
