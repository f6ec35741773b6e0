"""Brings the page into the state that a link names."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import gradio as gr

from .components.noise_stage import stage_value
from .link import read_link
from .owner import hash_of
from .room import Room
from .schedule_fields import KINDS, PARAMETERS
from .tabs.denoise import label_choices
from .tabs.noise import pixels
from .tabs.schedules import redraw
from .text import Text
from .widgets import network_choices, warn

SETTINGS = ("T", "betas", "zero", "schedule", *PARAMETERS, "other_schedule", *(f"other_{name}" for name in PARAMETERS))


class Page(NamedTuple):
    """What a link brings back. fields: by their names in a link; the others follow from them."""

    fields: dict[str, gr.Component]
    tabs: gr.Tabs
    picture: gr.State
    upload: gr.Image
    stage: gr.HTML
    redrawn: list[gr.Component]  # what `redraw` returns

    def outputs(self) -> list[Any]:
        return [*self.fields.values(), self.tabs, self.picture, self.upload, self.stage,
                *(part for part in self.redrawn if part not in self.fields.values())]  # fmt: skip


def restore(text: Text, room: Room, page: Page, key: str, query: Mapping[str, str]) -> dict[Any, Any]:
    """The updates for a link's query; what it names and is not known here is said, and left as usual."""
    owner = hash_of(key)
    state, bad = read_link(room, query, owner)
    if bad:
        warn(text, text("link.bad", names=", ".join(bad)))
    updates: dict[Any, Any] = {
        **{field: state[name] for name, field in page.fields.items()},
        **dict(zip(page.redrawn, redraw(text, *(state[name] for name in SETTINGS)), strict=True)),
        page.tabs: gr.Tabs(selected=state["tab"]),
        page.picture: state["picture"],
        page.upload: None,
        page.stage: stage_value(pixels(state["picture"])),
    }
    for prefix in ("", "other_"):
        for name in PARAMETERS:
            own = name in KINDS[state[f"{prefix}schedule"]]
            updates[page.fields[prefix + name]] = gr.Number(state[prefix + name], visible=own)
    for name in ("net", "rival_net"):
        updates[page.fields[name]] = gr.Dropdown(network_choices(text, room, owner), value=state[name])
    updates[page.fields["label"]] = gr.Radio(**label_choices(text, room, state["net"]) | {"value": state["label"]})
    return updates
