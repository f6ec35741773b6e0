"""Composes the page: the tabs, and what happens when it is opened. Nothing else."""

from functools import partial
from typing import Any

import gradio as gr

from .components.schedule_source import schedule_source
from .job_view import refresh
from .owner import is_key, new_key
from .room import Room
from .tabs import denoise, finetune, noise, schedules
from .text import Text
from .widgets import PRIVATE


def build(text: Text, room: Room) -> gr.Blocks:
    """The whole page. Needs neither torch nor a checkpoint: what needs them waits for `room`."""
    with gr.Blocks(title=text["app.title"], fill_width=True, analytics_enabled=False, delete_cache=(600, 3600)) as page:
        owner = gr.BrowserState("", storage_key="diffusion-explorer-owner", secret="diffusion-explorer")
        gr.HTML(
            f"<header><h1>{text['app.title']}</h1><p>{text['app.subtitle']}</p></header>",
            elem_classes="dx dx-title",
            apply_default_css=False,
        )
        source = schedule_source(schedules.make_schedules(*schedules.DEFAULTS))
        with gr.Tabs() as tabs:
            with gr.Tab(text["noise.tab"], id="noise"):
                noise_tab = noise.build(text)
            with gr.Tab(text["schedules.tab"], id="schedules"):
                schedules_tab = schedules.build(text, source, noise_tab.kind)
            with gr.Tab(text["denoise.tab"], id="denoise"):
                denoise_tab = denoise.build(text, room, owner, schedules_tab.settings, noise_tab.picture)
            with gr.Tab(text["finetune.tab"], id="finetune"):
                _, views = finetune.build(text, room, owner, denoise_tab.model)

        compare = {
            "fn": partial(schedules.compare, text, room),
            "inputs": [owner, denoise_tab.model, *schedules_tab.settings],
            "outputs": [schedules_tab.notice, schedules_tab.try_it],
            **PRIVATE,
        }
        gr.on([source.change, denoise_tab.model.change], **compare)
        schedules_tab.try_it.click(
            lambda: (True, gr.Tabs(selected="denoise")), None, [denoise_tab.foreign, tabs], **PRIVATE
        )
        page.load(known_owner, owner, owner, **PRIVATE).then(
            partial(refresh, text, room), owner, views, **PRIVATE
        ).then(
            partial(denoise.announce, text, room),
            [owner, denoise_tab.model],
            denoise_tab.status,
            concurrency_limit=None,
            **PRIVATE,
        ).then(**compare)
    return page


def known_owner(key: Any) -> str:
    """The browser's key, or a new one for a browser that has none."""
    return key if is_key(key) else new_key()
