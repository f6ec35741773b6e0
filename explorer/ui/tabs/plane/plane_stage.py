"""The plane with all that is in it, and the network that learns it: see plane_stage.js."""

import gradio as gr

from ...chains.settings import WALK
from ...components import custom
from ...text import Text

FIELDS = ("none", "epsilon", "score", "sample", "v_prediction")


def plane_stage(text: Text, code: str) -> gr.HTML:
    """code: the address of the Worker's scripts. `walked` fires when a sampler, its steps or guidance were chosen here,
    `learned` when the network has come to a number of steps, `touched` when a point was touched.
    """
    samplers = "".join(
        f'<option value="{name}">{text[f"denoise.sampler.{name}"]}</option>' for name in WALK["sampler"].names
    )
    most = f"{WALK['guidance'].high:g}"
    texts = text.part("plane.stage")
    return custom(__file__, {"code": code, "samplers": samplers, "most_guidance": most, **texts})
