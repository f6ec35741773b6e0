"""The stage of the Noise tab: x_t as the sum of a picture and noise, blended in the browser."""

from typing import Any

import gradio as gr
import numpy as np

from ...diffusion.noise import START, standard_normal
from ..text import Text
from . import custom
from .encode import base64_of


def noise_stage(text: Text) -> gr.HTML:
    return custom("noise_stage", text.part("noise.stage"))


def stage_value(picture: np.ndarray, seed: int) -> dict[str, Any]:
    """What the stage draws: a picture uint8 (S, S, 3) and the noise of a seed.

    The noise is Noise([seed]).start((3, S, S)), as 16-bit integers: a step is below 1/5000 of its standard deviation.
    """
    size = picture.shape[0]
    eps = standard_normal(seed, START, 0, (3, size, size)).transpose(1, 2, 0)
    unit = float(np.abs(eps).max()) / 32767
    return {
        "size": size,
        "x0": base64_of(picture),
        "eps": base64_of(np.round(eps / unit).astype(np.int16)),
        "unit": unit,
    }
