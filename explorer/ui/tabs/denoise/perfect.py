"""E[x_0 | x_t] over a finite set of pictures, beside the network's guess; see ExactDenoiser for the formula."""

import zlib
from typing import Any

import gradio as gr
import numpy as np

from ...components import custom
from ...components.encode import base64_of
from ...text import Text


def perfect(text: Text) -> gr.HTML:
    return custom(__file__, text.part("perfect"))


def perfect_value(images: np.ndarray) -> dict[str, Any]:
    """images: the set, uint8 (N, H, W, C)."""
    packed = zlib.compress(np.ascontiguousarray(images).tobytes(), 6)
    return {"shape": list(images.shape), "pictures": base64_of(np.frombuffer(packed, np.uint8))}
