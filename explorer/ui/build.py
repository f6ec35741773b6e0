"""Composes the page: the tabs, and what happens when it is opened. Nothing else."""

from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from .chains.latest import Latest
from .chains.service import ChainService
from .chains.settings import DEPENDS_ON
from .components.schedule_source import schedule_source
from .device.device import device
from .links.beside import beside
from .links.link import link_spec
from .links.restore import outputs_of, restore
from .owner import is_key, new_key
from .page.first.first_screen import first_screen
from .page.header import header
from .page.lessons.beside import besides
from .page.lessons.lessons import lessons
from .page.path.foot import foot
from .page.uploads import uploads
from .schedule_fields import USUAL, make_schedules
from .tab import Page
from .tabs import TABS
from .text import Text
from .uploads import heavy_refused
from .widgets import PRIVATE


def build(text: Text, chains: ChainService) -> gr.Blocks:
    """The whole page. Needs neither torch nor a checkpoint: what needs them waits for `chains`."""
    with gr.Blocks(
        title=text["app.title"], fill_width=True, analytics_enabled=False, delete_cache=(600, 3600)
    ) as blocks:
        owner = gr.BrowserState("", storage_key="diffusion-explorer-owner", secret="diffusion-explorer")
        with gr.Column(elem_classes="dx-top") as top:
            pass  # what it shows knows all fields
        source = schedule_source(text, make_schedules(USUAL))
        device(text, chains.offers, owner)
        uploads(text).refuse(heavy_refused(text), None, None, **PRIVATE)
        page = Page(text, chains, owner, source)
        page.build(TABS, tell_link, foot)
        link(page, top)
        opened = blocks.load(known_owner, owner, owner, **PRIVATE)
        for event in page.openings:
            opened = opened.then(**event)
    return blocks


def tell_link(made: gr.Tab, name: str) -> None:
    made.select(None, None, None, js=f"() => window.explorer.link.put({{ tab: '{name}' }})", **PRIVATE)


def link(page: Page, top: gr.Column) -> None:
    """The address follows the fields, and the fields an address that is opened; a step of a lesson is one."""
    # The picker says its own.
    said = {name: field for name, field in page.fields.items() if name != "picture"}
    with top:
        header(page.text, link_spec(page.networks, [*said], DEPENDS_ON))
        shelf = lessons(page.text)
        first_screen(page.text)
        pictures = besides()

    def opened(latest: Latest, key: str, event: gr.EventData) -> Any:
        latest.claim()
        query = dict(parse_qsl(str(event.query), keep_blank_values=True))
        place = query.get("lesson", "")
        shown = {"place": place, "pictures": beside(page.text, page.networks, place)}
        return restore(page, key, query) | {pictures: shown}

    values = [*said.values()]
    # Gradio updates all components of this at each packet of a chain; one is enough.
    shown = {"show_progress_on": shelf, **PRIVATE}
    restored = {"fn": None, "inputs": values, "js": "(...list) => window.explorer.link.restored(list)", **PRIVATE}
    shelf.open(opened, [page.latest, page.owner], [*outputs_of(page), pictures], **shown).then(**restored)
    keep = "(...list) => window.explorer.link.keep(list)"
    gr.on([field.change for field in values], None, values, js=keep, **PRIVATE)


def known_owner(key: Any) -> str:
    """The browser's key, or a new one for a browser that has none."""
    return key if is_key(key) else new_key()
