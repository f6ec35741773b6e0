"""The fields of the Denoise tab, made of the tables in chains/settings.py; not rendered yet: the tab says where."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from ...chains.settings import ANY, START, WALK, usual_label
from ...networks import Networks
from ...settings import MAX_SEED, Setting
from ...text import Text
from ...widgets import label_name, network_choices

Field = gr.Number | gr.Slider | gr.Radio | gr.Dropdown | gr.Checkbox
FEW = 3  # choices that are buttons; more of them are a list
AT_FIRST: dict[str, dict[str, Any]] = {"seed": {"min_width": 100}, "other": {"visible": False}, "t": {"visible": False}}
UNSEEN: dict[str, Any] = {"render": False}


def walk_fields(text: Text, networks: Networks) -> dict[str, Any]:
    """By the names in WALK."""
    source = gr.Dropdown(
        network_choices(text, networks, ""), value=networks.default, label=text["denoise.source"], **UNSEEN
    )
    return {"source": source} | {name: field(text, name, each) for name, each in WALK.items() if name != "source"}


def start_fields(text: Text, networks: Networks, picture: gr.State) -> dict[str, Any]:
    """By the names in START; the picture is the Noise tab's."""
    choices = label_choices(text, networks, networks.default)
    label = gr.Radio(**choices, label=text["denoise.label"], elem_classes="dx-labels", **UNSEEN)
    own = {
        name: field(text, name, each, **AT_FIRST.get(name, {}))
        for name, each in START.items()
        if name not in ("label", "picture")
    }
    return own | {"label": label, "picture": picture}


def field(text: Text, name: str, setting: Setting, **options: Any) -> Field:
    """What shows a setting that has nothing of its own about it."""
    words = {"label": text[f"denoise.{name}"], "info": text.get(f"denoise.{name}_info"), **UNSEEN, **options}
    if setting.high == MAX_SEED:
        return gr.Number(setting.usual, **words)
    if setting.step is not None:
        return gr.Slider(setting.low, setting.high, setting.usual, step=setting.step, **words)
    if setting.names:
        kind = gr.Radio if len(setting.names) <= FEW else gr.Dropdown
        choices = [(text[f"denoise.{name}.{each}"], each) for each in setting.names]
        return kind(choices, value=setting.usual, **words)
    return gr.Checkbox(setting.usual, **words)


def label_choices(text: Text, networks: Networks, source: str) -> dict[str, Any]:
    """The choices and the value of the label picker for a network."""
    outline = networks.outline(source)
    labels = outline.labels if outline else ()
    options = [(text["denoise.any"], ANY), *((label_name(text, name), str(i)) for i, name in enumerate(labels))]
    return {"choices": options, "value": usual_label(labels)}


def label_choices_update(text: Text, networks: Networks, source: str, label: str) -> Any:
    """The labels of a network that was just chosen; the one that is chosen stays if it is among them."""
    offered = label_choices(text, networks, source)
    if label in [value for _, value in offered["choices"]]:
        offered["value"] = label
    return gr.Radio(**offered)


def updates(text: Text, networks: Networks, values: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """What follows from a link's values for the fields that choose a network or a label, by their names there."""
    choices = network_choices(text, networks, owner)
    labels = label_choices(text, networks, values["net"]) | {"value": values["label"]}
    return {
        **{name: gr.Dropdown(choices, value=values[name]) for name in ("net", "rival_net")},
        "label": gr.Radio(**labels),
    }
