"""The Noise tab: one picture, one noise, and a slider over t. After a picture is sent, the browser does the rest."""

from functools import partial
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ...decode import decode
from ...images import PictureError
from ...toys import toy
from ..components.noise_stage import noise_stage, stage_value
from ..components.noise_walk import noise_sizes, noise_walk
from ..components.picture_picker import BUILT_IN, SEEDS, picture_picker
from ..schedule_fields import KINDS
from ..text import Text
from ..uploads import raw_upload, warn_of_picture
from ..widgets import PRIVATE, new_seed_button

FIRST = "cat"


class NoiseTab(NamedTuple):
    """link: the fields that a link names."""

    picture: gr.State  # the kind of a built-in one, or the user's own, uint8 (BUILT_IN, BUILT_IN, 3)
    kind: gr.Radio  # of the schedule; the Schedules tab answers for it
    upload: gr.Image
    stage: gr.HTML
    link: dict[str, gr.Component]


def build(text: Text) -> NoiseTab:
    picture = gr.State(FIRST)
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
            kind = gr.Radio(
                [(text[f"kind.{kind}"], kind) for kind in KINDS], value="cosine", label=text["noise.schedule"]
            )
            with gr.Row(elem_classes="dx-seed"):
                seed = gr.Number(0, label=text["noise.seed"], min_width=100)
                new = gr.Button(text["noise.new"], size="sm", min_width=80)
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["noise.intro"], elem_classes="dx-intro")
            stage = noise_stage(text, pixels(FIRST))
            noise_walk(text)
            noise_sizes(text)

    picker.choose(built_in, None, [picture, picker, upload, stage], **PRIVATE)
    refused = gr.State(0)
    upload.input(partial(own_picture, text), [upload, refused], [picture, picker, stage, refused], **PRIVATE)
    # A file that the stage does not show does not stay. (An update beside the others would make `upload` a usual one.)
    refused.change(lambda: None, None, upload, **PRIVATE)
    new_seed_button(new, seed)
    seed.change(None, seed, None, js="(seed) => window.explorer.setSeed(seed)", **PRIVATE)
    return NoiseTab(picture, kind, upload, stage, {"picture": picker, "noise": seed})


def pixels(picture: str | np.ndarray) -> np.ndarray:
    """uint8 (BUILT_IN, BUILT_IN, 3) of a built-in kind or of the user's own picture."""
    return toy(SEEDS[picture], picture, BUILT_IN) if isinstance(picture, str) else picture


def built_in(event: gr.EventData) -> tuple[Any, ...]:
    """A thumbnail was clicked: its picture takes the stage, and the drop zone is free again."""
    kind = event.kind
    if kind not in SEEDS:
        return gr.skip(), gr.skip(), None, gr.skip()  # an update of the upload would make it a usual gr.Image again
    return kind, kind, None, stage_value(pixels(kind))


def own_picture(text: Text, path: str | None, refused: int) -> tuple[Any, ...]:
    """A picture was uploaded, photographed or pasted; or taken away, which brings the built-in one back. `refused`
    counts those that could not be used.
    """
    if path is None:
        return FIRST, FIRST, stage_value(pixels(FIRST)), gr.skip()
    (own,) = decode([path], BUILT_IN, 3)
    if isinstance(own, PictureError):
        warn_of_picture(text, path, own)
        return *(gr.skip(),) * 3, refused + 1
    return own, None, stage_value(own), gr.skip()
