"""Brings the page into the state that a link names."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from ..owner import hash_of
from ..tab import Page, Updates
from ..widgets import warn
from .link import read_link


def outputs_of(page: Page) -> list[Any]:
    """What a link may change."""
    parts = [*page.fields.values(), page.tabs, *(part for each in page.restorers for part in each.outputs)]
    return [*{id(part): part for part in parts}.values()]


def restore(page: Page, key: str, query: Mapping[str, str]) -> Updates:
    """The updates for a link's query; what it names and is not known here is said, and left as usual."""
    owner = hash_of(key)
    values, bad = read_link(page.networks, query, owner)
    if bad:
        warn(page.text, page.text("link.bad", names=", ".join(bad)))
    updates: Updates = {field: values[name] for name, field in page.fields.items()}
    updates[page.tabs] = gr.Tabs(selected=values["tab"])
    for restorer in page.restorers:
        updates |= restorer.updates(values, owner)
    return updates
