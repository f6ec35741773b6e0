"""The Noise tab: one picture, one noise, and a slider over t. After a picture is sent, the browser does the rest."""

from functools import partial
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ...images import PictureError, read_picture
from ...toys import toy
from ..components.noise_stage import noise_stage, stage_value
from ..components.picture_picker import SEEDS, picture_picker
from ..text import Text
from ..widgets import PRIVATE, is_seed, new_seed_button, raw_upload, warn_of_picture

SIZE = 256
FIRST = "cat"
Picture = str | np.ndarray  # the kind of a built-in one, or the user's own, uint8 (SIZE, SIZE, 3)


class NoiseTab(NamedTuple):
    picture: gr.State
    seed: gr.Number
    stage: gr.HTML


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
                    height=210,
                    buttons=[],
                )
            )
            kind = gr.Radio(
                [(text["noise.linear"], "linear"), (text["noise.cosine"], "cosine")],
                value="cosine",
                label=text["noise.schedule"],
            )
            seed = gr.Number(0, precision=0, minimum=0, label=text["noise.seed"], info=text["noise.seed_info"])
            new = gr.Button(text["noise.new"], size="sm")
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["noise.intro"], elem_classes="dx-intro")
            stage = noise_stage(text)

    picker.choose(built_in, [seed], [picture, picker, upload, stage], **PRIVATE)
    upload.input(partial(own_picture, text), [upload, seed, picture], [picture, picker, stage], **PRIVATE)
    kind.change(None, kind, js="(kind) => window.explorer.set({ kind })", **PRIVATE)
    new_seed_button(new, seed)
    seed.change(partial(new_noise, text), [picture, seed], stage, **PRIVATE)
    return NoiseTab(picture, seed, stage)


def pixels(picture: Picture) -> np.ndarray:
    """uint8 (SIZE, SIZE, 3) of a built-in kind or of the user's own picture."""
    return toy(SEEDS[picture], picture, SIZE) if isinstance(picture, str) else picture


def built_in(seed: float, event: gr.EventData) -> tuple[Any, ...]:
    """A thumbnail was clicked: its picture takes the stage, and the drop zone is free again."""
    kind = event.kind
    if kind not in SEEDS:
        return (gr.skip(),) * 4
    return kind, kind, None, stage_value(pixels(kind), int(seed) if is_seed(seed) else 0)


def own_picture(text: Text, path: str | None, seed: float, picture: Picture) -> tuple[Any, ...]:
    """A picture was uploaded, photographed or pasted; or taken away, which brings the built-in one back."""
    if path is None:
        return FIRST, FIRST, stage_value(pixels(FIRST), int(seed) if is_seed(seed) else 0)
    try:
        own = read_picture(path, SIZE)
    except PictureError as error:
        warn_of_picture(text, path, error)
        return (gr.skip(),) * 3
    return own, None, stage_value(own, int(seed) if is_seed(seed) else 0)


def new_noise(text: Text, picture: Picture, seed: float | None) -> Any:
    """The seed changed: the same picture under other noise."""
    if not is_seed(seed):
        gr.Warning(text["denoise.bad_seed"])
        return gr.skip()
    return stage_value(pixels(picture), int(seed))
