"""The Noise tab: one picture, one noise, and a slider over t. After a picture is sent, the browser does the rest."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import gradio as gr
import numpy as np

from ....decode import decode
from ....refusals import PictureError
from ...chains.settings import START
from ...guess.server_guess import guess, known, server_guess
from ...pictures import FIRST, PICTURES, SIDE, built_in
from ...schedule_fields import KINDS, MAX_T
from ...settings import choice, seed, whole
from ...tab import Page, Restorer, Tab
from ...text import Text
from ...uploads import raw_upload, warn_of_picture
from ...widgets import PRIVATE, intro, new_seed_button
from .noise_sizes import noise_sizes
from .noise_stage import noise_stage, stage_value
from .noise_walk import noise_walk
from .picture_picker import picture_picker

SETTINGS = {
    "t": whole(250, 0, MAX_T),
    "picture": START["picture"],
    "size": choice(("256", "128", "64", "32")),
    "noise": seed(),
}


def build(page: Page) -> None:
    text = page.text
    page.picture = picture = gr.State(FIRST)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            picker = picture_picker(text, FIRST)
            upload = raw_upload(
                gr.Image(
                    label=text["noise.own"],
                    sources=["upload", "webcam", "clipboard"],
                    type="filepath",
                    height=205,
                    elem_classes="dx-own",
                    buttons=[],
                )
            )
            page.kind = gr.Radio(
                [(text[f"kind.{kind}"], kind) for kind in KINDS], value="cosine", label=text["noise.schedule"]
            )
            with gr.Row(elem_classes="dx-seed"):
                noise = gr.Number(0, label=text["noise.seed"], min_width=100)
                new = gr.Button(text["noise.new"], size="sm", min_width=80)
        with gr.Column(scale=1, elem_classes="dx-show"):
            intro(text, "noise")
            stage = noise_stage(text, pixels(FIRST))
            answers = server_guess(text)
            noise_walk(text)
            noise_sizes(text)

    picker.choose(chosen, None, [picture, picker, upload, stage], **PRIVATE)
    refused = gr.State(0)
    upload.input(partial(own_picture, text), [upload, refused], [picture, picker, stage, refused], **PRIVATE)
    # A file that the stage does not show does not stay. (An update beside the others would make `upload` a usual one.)
    refused.change(lambda: None, None, upload, **PRIVATE)
    new_seed_button(new, noise)
    noise.change(None, noise, None, js="(seed) => window.explorer.setSeed(seed)", **PRIVATE)
    page.fields |= {"picture": picker, "noise": noise}

    def question(event: gr.EventData) -> dict[str, Any]:
        return {name: getattr(event, name, None) for name in ("ask", "source", "looks", "seed", "label")}

    def guessed(key: str, shown: Any, event: gr.EventData) -> Any:  # Gradio warns of a partial with an event
        return guess(text, page.chains, key, pixels(shown), question(event))

    def learned(key: str, event: gr.EventData) -> Any:
        return known(page.networks, key, question(event))

    at_once = {"concurrency_limit": None, "trigger_mode": "multiple", **PRIVATE}
    answers.wanted(guessed, [page.owner, picture], answers, **at_once)
    answers.learned(learned, page.owner, answers, **at_once)

    def updates(values: Mapping[str, Any], owner: str) -> dict[Any, Any]:
        kind = values["picture"]
        return {picture: kind, upload: None, stage: stage_value(pixels(kind))}

    page.restorers.append(Restorer([picture, upload, stage], updates))


def pixels(picture: str | np.ndarray) -> np.ndarray:
    """uint8 (SIDE, SIDE, 3) of a built-in kind or of the user's own picture."""
    return built_in(picture) if isinstance(picture, str) else picture


def chosen(event: gr.EventData) -> tuple[Any, ...]:
    """A thumbnail was clicked: its picture takes the stage, and the drop zone is free again."""
    kind = event.kind
    if kind not in PICTURES:
        return gr.skip(), gr.skip(), None, gr.skip()  # an update of the upload would make it a usual gr.Image again
    return kind, kind, None, stage_value(pixels(kind))


def own_picture(text: Text, path: str | None, refused: int) -> tuple[Any, ...]:
    """A picture was uploaded, photographed or pasted; or taken away, which brings the built-in one back. `refused`
    counts those that could not be used.
    """
    if path is None:
        return FIRST, FIRST, stage_value(pixels(FIRST)), gr.skip()
    (own,) = decode([path], SIDE, 3)
    if isinstance(own, PictureError):
        warn_of_picture(text, path, own)
        return *(gr.skip(),) * 3, refused + 1
    return own, None, stage_value(own), gr.skip()


TAB = Tab(
    "noise", build, SETTINGS, folds=("walk", "sizes"), hidden=(".dx-way", ".dx-shown", ".dx-sizes", ".dx-numbers")
)
