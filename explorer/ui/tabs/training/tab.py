"""The Training tab: Algorithm 1 with its numbers, and the variational bound of a picture. The page's picture,
schedule and t, and the network that is chosen in Denoise.
"""

from typing import Any

import gradio as gr

from ...settings import choice, seed
from ...tab import Page, Tab
from ...widgets import PRIVATE, intro, new_seed_button
from .bound_bars import bound_bars
from .derivation.derivation import derivation
from .training_stage import TARGETS, training_stage

SETTINGS = {"draw": seed(), "target": choice(TARGETS)}


def build(page: Page) -> None:
    text = page.text
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            target = gr.Radio([(shown, name) for name, shown in TARGETS.items()], value="epsilon",
                              label=text["training.target"], info=text["training.target_info"])  # fmt: skip
            with gr.Row(elem_classes="dx-seed"):
                draw = gr.Number(0, label=text["training.seed"], min_width=100)
                new = gr.Button(text["training.new"], size="sm", min_width=80)
        with gr.Column(scale=1, elem_classes="dx-show"):
            intro(text, "training")
            stage = training_stage(text)
            bound_bars(text)
            derivation(text)
    page.fields |= {"draw": draw, "target": target}
    new_seed_button(new, draw)
    said: dict[str, Any] = {"fn": None, "outputs": None, **PRIVATE}
    draw.change(inputs=draw, js="(seed) => window.training.setDraw(seed)", **said)
    target.change(inputs=target, js="(target) => window.explorer.set({ target })", **said)
    stage.drew(None, None, draw, js="() => window.explorer.state.draw", **PRIVATE)


TAB = Tab("training", build, SETTINGS, folds=("bound", "derivation"), hidden=(".dx-languages", ".dx-floor"))
