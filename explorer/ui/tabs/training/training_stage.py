"""One step of training, line by line as the paper prints it, and the losses of many: see training_stage.js."""

import json
from html import escape

import gradio as gr

from ...components import custom
from ...components.chart.chart import PLOTLY_JS
from ...text import Text

TARGETS = {"epsilon": "ε", "sample": "x₀", "v_prediction": "v", "mean": "μ̃", "score": "∇ log q"}
HATS = {"epsilon": "ε̂", "sample": "x̂₀", "v_prediction": "v̂", "mean": "μ̂", "score": "ŝ"}  # what the network says of each


def training_stage(text: Text) -> gr.HTML:
    names = {"names": escape(json.dumps(TARGETS)), "hats": escape(json.dumps(HATS))}
    return custom(__file__, {"script": PLOTLY_JS.name, **names, **text.part("training.stage")})
