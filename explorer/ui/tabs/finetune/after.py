"""What one can do with a network that has been trained: draw with it, take it away, train it on."""

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from ...chains.settings import ANY
from ...components.line import line
from ...networks import Networks
from ...owner import hash_of
from ...tab import Page
from ...text import Text
from ...widgets import PRIVATE, network_choices, refusal, warn
from .job_view import MORE_STEPS, latest, result_of
from .publish import pack


class After(NamedTuple):
    """What is shown once there is a result, and of it what only a training has that is done and may be longer: the
    button, and what is said of it.
    """

    row: gr.Row
    further: gr.Button
    said: gr.HTML


def build(page: Page) -> After:
    text, networks, owner = page.text, page.networks, page.owner
    with gr.Row(visible=False, elem_classes="dx-after") as row:
        draw = gr.Button(text["finetune.draw"], variant="primary", min_width=140, elem_id="finetune-draw")
        taken = gr.Button(text["publish.download"], min_width=140, elem_id="finetune-download")
        further = gr.Button(text("finetune.further", count=MORE_STEPS), min_width=140, elem_id="finetune-further")
    said = line(text("finetune.further_info", count=MORE_STEPS), "dx-quiet", visible=False)
    file = gr.DownloadButton(visible="hidden", elem_id="finetune-file")
    shown = [page.fields["net"], page.fields["label"], page.tabs]
    draw.click(partial(choose, text, networks), owner, shown, **PRIVATE).success(
        None, None, None, js="() => window.explorer.link.run()", **PRIVATE
    )
    taken.click(
        partial(take, text, networks, Path(file.GRADIO_CACHE)), owner, file, concurrency_limit=2, **PRIVATE
    ).success(None, None, None, js="() => document.querySelector('#finetune-file').click()", **PRIVATE)
    return After(row, further, said)


def choose(text: Text, networks: Networks, key: str) -> tuple[Any, Any, Any]:
    """The Denoise tab with the network chosen, and the class that it has learned, if it was one."""
    source, job = result_of(networks, key), latest(networks, key)
    outline = networks.outline(source) if source else None
    if job is None or outline is None:
        raise refusal(text, text["publish.none"])
    label = str(len(outline.labels) - 1) if job.spec.label else ANY
    return gr.Dropdown(network_choices(text, networks, hash_of(key)), value=source), label, gr.Tabs(selected="denoise")


def take(text: Text, networks: Networks, cache: Path, key: str) -> str | None:
    path, said = pack(text, networks, cache, key, result_of(networks, key))
    if path is None:
        warn(text, said)
    return path
