"""The perfect denoiser over a finite set of pictures, as a folded part of the Denoise tab. The browser computes it."""

from functools import partial
from typing import Any

import gradio as gr
import numpy as np

from ...chains.settings import ANY
from ...components.line import line
from ...components.picture_set import DRAWN, MOST, at_most, learned_from, picture_set
from ...networks import Networks, Outline
from ...owner import hash_of
from ...text import Text
from ...uploads import picture_files, read_pictures
from ...widgets import PRIVATE, SETTLED, UNCHECKED, label_name
from .perfect import perfect

LEAST = 10


def build(text: Text, networks: Networks, owner: gr.BrowserState, model: gr.Dropdown, label: gr.Radio) -> None:
    opened = gr.State(False)
    with gr.Accordion(text["perfect.title"], open=False) as fold:
        gr.Markdown(text["perfect.intro"], elem_classes="dx-prose")
        with gr.Row():
            count = gr.Slider(LEAST, MOST, 100, step=10, label=text["perfect.count"], min_width=260)
            files = picture_files(text["perfect.files"], 120, visible=networks.default != DRAWN)
        said = line(classes="dx-quiet dx-live")
        screen = perfect(text)
    fold.expand(lambda: True, None, opened, **PRIVATE)
    fold.collapse(lambda: False, None, opened, **PRIVATE)
    gr.on(
        [opened.change, count.change, files.change, model.change, label.change],
        partial(pictures, text, networks),
        [model, label, opened, owner, count, files],
        [screen, said, count, files],
        trigger_mode="always_last",
        js=SETTLED,
        **UNCHECKED,
    )


def pictures(
    text: Text,
    networks: Networks,
    source: str,
    label: str,
    opened: bool,
    key: str,
    count: float,
    files: list[dict[str, Any]] | None,
) -> tuple[Any, ...]:
    """The finite set for a network: drawings for the toys, a job's own pictures, else files that the user gives."""
    outline = networks.outline(source) if networks.may_use(source, hash_of(key)) else None
    if not opened or outline is None or count is None:
        return (gr.skip(),) * 4
    refused: list[str] = []
    number = int(label) if label != ANY and label.isdecimal() else None
    images = learned_from(networks, source, outline, number, int(np.clip(count, LEAST, MOST)))
    given = images is None
    if images is None:
        own, refused = read_pictures(text, [file["path"] for file in files or []], outline.size, outline.channels)
        images = at_most(
            np.stack(own) if own else np.empty((0, outline.size, outline.size, outline.channels), np.uint8)
        )
    said = sentence(text, outline, source, label, len(images))
    return (
        picture_set(images),
        "\n\n".join([said, *(f"⚠ {reason}" for reason in refused)]),
        gr.Slider(visible=source == DRAWN),
        gr.File(visible=given),
    )


def sentence(text: Text, outline: Outline, source: str, label: str, count: int) -> str:
    if not count:
        return text["perfect.none"]
    if source == DRAWN and label.isdecimal():
        return text("perfect.drawings_of", count=count, kind=label_name(text, outline.labels[int(label)]))
    return text("perfect.drawings" if source == DRAWN else "perfect.pictures", count=count)
