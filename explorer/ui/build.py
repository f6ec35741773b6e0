"""Composes the page: the tabs, and what happens when it is opened. Nothing else."""

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from . import schedule_fields
from .components.header import header
from .components.lessons import lessons
from .components.schedule_source import schedule_source
from .components.uploads import uploads
from .job_view import refresh
from .link import link_spec
from .owner import is_key, new_key
from .restore import SETTINGS, Page, restore
from .room import Room
from .tabs import denoise, finetune, noise, schedules
from .text import Text
from .turn import Turn
from .uploads import heavy_refused
from .widgets import PRIVATE, UNCHECKED


def build(text: Text, room: Room) -> gr.Blocks:
    """The whole page. Needs neither torch nor a checkpoint: what needs them waits for `room`."""
    with gr.Blocks(title=text["app.title"], fill_width=True, analytics_enabled=False, delete_cache=(600, 3600)) as page:
        owner = gr.BrowserState("", storage_key="diffusion-explorer-owner", secret="diffusion-explorer")
        with gr.Column(elem_classes="dx-top") as top:
            pass  # what it shows knows all fields
        source = schedule_source(schedules.shown(text, schedule_fields.make_schedules(*schedule_fields.DEFAULTS)))
        uploads().refuse(heavy_refused(text), None, None, **PRIVATE)
        with gr.Tabs() as tabs:
            with tab(text, "noise"):
                noise_tab = noise.build(text)
            with tab(text, "schedules"):
                schedules_tab = schedules.build(text, source, noise_tab.kind)
            with tab(text, "denoise"):
                denoise_tab = denoise.build(text, room, owner, schedules_tab.settings, noise_tab.picture)
            with tab(text, "finetune"):
                _, views = finetune.build(text, room, owner, denoise_tab.model)

        def chosen(start: str, source: str, event: gr.EventData) -> Any:
            return denoise.own_class(room, start, source, event.kind)

        noise_tab.link["picture"].choose(chosen, [denoise_tab.start, denoise_tab.model], denoise_tab.label, **PRIVATE)
        compare = {
            "fn": partial(schedules.compare, text, room),
            "inputs": [owner, denoise_tab.model, *schedules_tab.settings],
            "outputs": [schedules_tab.notice, schedules_tab.try_it],
            **UNCHECKED,
        }
        gr.on([source.change, denoise_tab.model.change], **compare)
        schedules_tab.try_it.click(
            lambda: (True, gr.Tabs(selected="denoise")), None, [denoise_tab.foreign, tabs], **PRIVATE
        )
        link(text, room, owner, top, tabs, noise_tab, schedules_tab, denoise_tab)
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


def tab(text: Text, name: str) -> gr.Tab:
    made = gr.Tab(text[f"{name}.tab"], id=name)
    made.select(None, None, None, js=f"() => window.explorer.link.put({{ tab: '{name}' }})", **PRIVATE)
    return made


def link(
    text: Text,
    room: Room,
    owner: gr.BrowserState,
    top: gr.Column,
    tabs: gr.Tabs,
    noise_tab: noise.NoiseTab,
    schedules_tab: schedules.SchedulesTab,
    denoise_tab: denoise.DenoiseTab,
) -> None:
    """The address follows the fields, and the fields an address that is opened; a step of a lesson is one."""
    settings = dict(zip(SETTINGS, schedules_tab.settings, strict=True))
    fields = noise_tab.link | settings | denoise_tab.link
    said = {name: field for name, field in fields.items() if name != "picture"}  # the picker says its own
    with top:
        header(text, link_spec(room, [*said], {*settings, *denoise_tab.link, "picture"}))
        shelf = lessons(text)
    parts = Page(fields, tabs, noise_tab.picture, noise_tab.upload, noise_tab.stage, schedules_tab.redrawn)

    def opened(turn: Turn, key: str, event: gr.EventData) -> Any:
        turn.take()
        return restore(text, room, parts, key, dict(parse_qsl(str(event.query), keep_blank_values=True)))

    values = [*said.values()]
    # Gradio updates all components of this at each packet of a chain; one is enough.
    shown = {"show_progress_on": shelf, **PRIVATE}
    restored = {"fn": None, "inputs": values, "js": "(...list) => window.explorer.link.restored(list)", **PRIVATE}
    shelf.open(opened, [denoise_tab.turn, owner], parts.outputs(), **shown).then(**restored)
    keep = "(...list) => window.explorer.link.keep(list)"
    gr.on([field.change for field in values], None, values, js=keep, **PRIVATE)


def known_owner(key: Any) -> str:
    """The browser's key, or a new one for a browser that has none."""
    return key if is_key(key) else new_key()
