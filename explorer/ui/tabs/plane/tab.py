"""The Plane tab: forward and backward, field and network, all of it in two dimensions. The browser computes it; time,
schedule, sampler and steps are those of the other tabs.
"""

import re
from typing import Any

import gradio as gr

from ...chains.settings import WALK
from ...device.code import put_code
from ...device.offers import ADDRESS
from ...settings import Setting, choice, seed, whole
from ...tab import Page, Tab
from ...widgets import PRIVATE, intro, new_seed_button
from .plane_stage import FIELDS, plane_stage

SETS = ("moons", "rings", "spiral", "checkerboard", "grid", "word", "drawn")
COUNTS = ("20", "500", "2000")
VIEWS = ("forward", "backward", "line")
DENOISERS = ("exact", "network")
MOST_STEPS = 100_000
LONGEST = 12  # letters of a word


def letters(usual: str, allowed: str) -> Setting:
    """A text that the whole of a pattern describes."""

    def read(said: str) -> str:
        if not re.fullmatch(allowed, said):
            raise ValueError
        return said

    return Setting(usual, read, lambda value: isinstance(value, str) and re.fullmatch(allowed, value) is not None)


SETTINGS = {
    "plane": choice(SETS),
    "word": letters("DDPM", rf".{{0,{LONGEST}}}"),
    "points": choice(COUNTS, usual="500"),
    "plane_seed": seed(),
    "view": choice(VIEWS),
    "by": choice(DENOISERS),
    "field": choice(FIELDS),
    "against": choice(("none", *WALK["sampler"].names, "other")),
    "plane_label": choice(("any", "0", "1")),
    "touch": letters("", r"(-?\d(\.\d{1,2})?,-?\d(\.\d{1,2})?)?"),
    "trained": whole(0, 0, MOST_STEPS),
}


def build(page: Page) -> None:
    text = page.text
    code = f"{ADDRESS}{put_code(page.chains.offers.served)}/"

    def field(name: str, kind: type[gr.Radio] | type[gr.Dropdown], **options: Any) -> Any:
        setting = SETTINGS[name]
        choices = [(text[f"plane.{name}.{each}"], each) for each in setting.names]
        return kind(choices, value=setting.usual, label=text[f"plane.{name}"], **options)

    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            view = field("view", gr.Radio)
            data = field("plane", gr.Dropdown)
            said = gr.Textbox("DDPM", label=text["plane.word"], max_length=LONGEST, visible=False)
            points = gr.Radio([*COUNTS], value="500", label=text["plane.points"])
            by = field("by", gr.Radio)
            unit = field("field", gr.Dropdown, info=text["plane.field_info"])
            label = field("plane_label", gr.Radio, info=text["plane.plane_label_info"])
            samplers = [(text[f"denoise.sampler.{name}"], name) for name in WALK["sampler"].names]
            others = [(text["plane.field.none"], "none"), *samplers, (text["plane.against.other"], "other")]
            against = gr.Dropdown(others, value="none", label=text["plane.against"], info=text["plane.against_info"])
            touch = gr.Textbox("", label=text["plane.touch"], placeholder="0.5,-1", max_length=11)
            with gr.Row(elem_classes="dx-seed"):
                number = gr.Number(0, label=text["plane.seed"], min_width=100)
                new = gr.Button(text["plane.new"], size="sm", min_width=80)
            trained = gr.Number(0, label=text["plane.trained"], info=text["plane.trained_info"], minimum=0)
        with gr.Column(scale=1, elem_classes="dx-show"):
            intro(text, "plane")
            stage = plane_stage(text, code)
    fields = {"plane": data, "word": said, "points": points, "plane_seed": number, "view": view, "by": by,
              "field": unit, "against": against, "plane_label": label, "touch": touch, "trained": trained}  # fmt: skip
    page.fields |= fields
    new_seed_button(new, number)
    quiet: dict[str, Any] = {"fn": None, **PRIVATE}
    for name, each in fields.items():
        each.change(inputs=each, js=f"(value) => window.plane.take('{name}', value)", **quiet)
    shown = "(chosen) => ({ visible: chosen === 'word', __type__: 'update' })"
    data.change(inputs=data, outputs=said, js=shown, **quiet)
    stage.touched(outputs=touch, js="() => window.plane.settings.touch", **quiet)
    stage.learned(outputs=trained, js="() => window.plane.settings.trained", **quiet)

    def walked() -> None:  # the fields of Denoise come later
        there = [page.fields[name] for name in ("sampler", "steps", "guidance")]
        stage.walked(outputs=there, js="() => window.plane.asked", **quiet)

    page.connect(walked)


# A hall sees the numbers of what learns, and not what one sets.
HIDDEN = (".dx-plane-walk", ".dx-plane-touch", ".dx-plane-learn :is(button, select, label)")
TAB = Tab("plane", build, SETTINGS, hidden=HIDDEN)
