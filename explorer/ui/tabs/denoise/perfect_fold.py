"""The perfect denoiser over a finite set of pictures, as a folded part of the Denoise tab. The browser computes it."""

from functools import lru_cache, partial
from typing import Any

import gradio as gr
import numpy as np

from ....images import square
from ....toys import KINDS, toy
from ...chains.settings import ANY
from ...components.line import line
from ...networks import Networks, Outline
from ...owner import hash_of
from ...pictures import PICTURES, built_in
from ...text import Text
from ...uploads import picture_files, read_pictures
from ...widgets import PRIVATE, SETTLED, UNCHECKED, label_name
from .perfect import perfect, perfect_value

LEAST, MOST = 10, 2000
MOST_VALUES = 12_000_000  # of all pictures: what a browser can weigh between two frames
DRAWN = "toys"  # the network whose training pictures can be drawn again
REMEMBERED = "memorised"  # the one that has only seen the built-in pictures


def build(text: Text, networks: Networks, owner: gr.BrowserState, model: gr.Dropdown, label: gr.Radio) -> None:
    opened = gr.State(False)
    with gr.Accordion(text["perfect.title"], open=False) as fold:
        gr.Markdown(text["perfect.intro"], elem_classes="dx-intro")
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
    job = networks.job_of(source)
    refused: list[str] = []
    if source == DRAWN:
        images = drawings(outline, label, int(np.clip(count, LEAST, MOST)))
    elif source == REMEMBERED:
        images = np.stack([square(built_in(kind), outline.size, 3) for kind in PICTURES])
    elif job:
        images = job.images()
    else:
        own, refused = read_pictures(text, [file["path"] for file in files or []], outline.size, outline.channels)
        images = np.stack(own) if own else np.empty((0, outline.size, outline.size, outline.channels), np.uint8)
    images = images[: MOST_VALUES // int(np.prod(images.shape[1:]))]
    said = sentence(text, outline, source, label, len(images))
    return (
        perfect_value(images),
        "\n\n".join([said, *(f"⚠ {reason}" for reason in refused)]),
        gr.Slider(visible=source == DRAWN),
        gr.File(visible=source not in (DRAWN, REMEMBERED) and job is None),
    )


def sentence(text: Text, outline: Outline, source: str, label: str, count: int) -> str:
    if not count:
        return text["perfect.none"]
    if source == DRAWN and label.isdecimal():
        return text("perfect.drawings_of", count=count, kind=label_name(text, outline.labels[int(label)]))
    return text("perfect.drawings" if source == DRAWN else "perfect.pictures", count=count)


def drawings(outline: Outline, label: str, count: int) -> np.ndarray:
    """The first training drawings of the toys, of one kind or of all: uint8 (N, size, size, 3)."""
    kinds = list(KINDS)
    number = int(label) if label != ANY and label.isdecimal() and int(label) < len(kinds) else None
    seeds = range(count) if number is None else range(number, number + count * len(kinds), len(kinds))
    return np.stack([drawing(seed, kinds[seed % len(kinds)], outline.size) for seed in seeds])


drawing = lru_cache(maxsize=4 * MOST)(toy)  # N is dragged to and fro
