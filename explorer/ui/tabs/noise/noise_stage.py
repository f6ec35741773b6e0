"""The stage of the Noise tab: x_t as the sum of a picture and noise, computed in the browser."""

import gradio as gr
import numpy as np

from ....images import data_uri
from ...components import custom
from ...text import Text


def noise_stage(text: Text, picture: np.ndarray) -> gr.HTML:
    texts = text.part("noise.stage") | {"bad_seed": text["denoise.bad_seed"], "guess_any": text["denoise.any"]}
    return custom(__file__, texts, stage_value(picture))


def stage_value(picture: np.ndarray) -> str:
    """What the stage draws: a picture uint8 (256, 256, 3), without loss; the noise of a seed is the browser's."""
    return data_uri(picture)
