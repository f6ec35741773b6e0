"""The Schedules tab: any two schedules over each other, with what they do to the picture of the Noise tab."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ...components.chart.chart import chart
from ...components.line import line
from ...components.schedule_source import schedule_tables
from ...networks import Networks
from ...owner import hash_of
from ...schedule_fields import (
    DASHED,
    GIVEN,
    KINDS,
    PARAMETERS,
    RESCALED,
    SETTINGS,
    SOLID,
    USUAL,
    ParameterError,
    make_schedules,
)
from ...tab import Page, Restorer, Tab
from ...text import Text
from ...widgets import PRIVATE, UNCHECKED, by_name, intro, warn
from .chart_choice import chart_choice, hidden_charts
from .code_and_table import code_and_table
from .schedule_ends import schedule_ends
from .views import COLOURS, QUANTITIES, describe, formula, snippet, table, view

LATEX: list[dict[str, str | bool]] = [{"left": "$", "right": "$", "display": False}]
T = SETTINGS["T"]


class Picker(NamedTuple):
    """The fields that make one schedule; the numbers are those in PARAMETERS."""

    kind: gr.Dropdown
    numbers: list[gr.Number]

    def named(self, prefix: str) -> dict[str, Any]:
        numbers = zip(PARAMETERS, self.numbers, strict=True)
        return {f"{prefix}schedule": self.kind, **{f"{prefix}{name}": field for name, field in numbers}}


def build(page: Page) -> None:
    text, kind = page.text, page.kind
    schedules = make_schedules(USUAL)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            solid = picker(text, USUAL["schedule"], text["schedules.chosen"])
            dashed = picker(text, USUAL["other_schedule"], text["schedules.other"])
            steps = gr.Slider(T.low, T.high, T.usual, step=1, label=text["schedules.steps"])
            betas = gr.Radio(
                [(text["schedules.given"], GIVEN), (text["schedules.rescaled"], RESCALED)],
                value=GIVEN,
                label=text["schedules.betas"],
                info=text["schedules.betas_info"],
            )
            zero = gr.Checkbox(False, label=text["schedules.zero"], info=text["schedules.zero_info"])
            reset = gr.Button(text["schedules.reset"], size="sm")
        with gr.Column(scale=1, elem_classes="dx-show"):
            intro(text, "schedules")
            with gr.Row(elem_classes="dx-notice dx-live"):
                notice = line(classes="dx-warning", visible=False)
                try_it = gr.Button(text["schedules.try"], size="sm", visible=False, scale=0, min_width=220)
            facts = line(describe(text, schedules), "dx-facts dx-live")
            chart_choice(text, QUANTITIES)
            charts = []
            for pair in (QUANTITIES[:2], QUANTITIES[2:]):
                with gr.Row(elem_classes="dx-charts"):
                    charts += [
                        chart(text, name, text[f"chart.{name}"], name in COLOURS, min_width=320) for name in pair
                    ]
            with gr.Row(elem_classes="dx-charts"):
                schedule_ends(text, min_width=320)
                with gr.Column(min_width=320):
                    formulas = gr.Markdown(
                        formula(text, USUAL["schedule"], USUAL["other_schedule"]),
                        latex_delimiters=LATEX,
                        elem_classes="dx-formula",
                    )
                    away = code_and_table(text, {"python": snippet(text, USUAL), "csv": None})

    fields = {"T": steps, "betas": betas, "zero": zero, **solid.named(SOLID), **dashed.named(DASHED)}
    page.fields |= fields
    redrawn = [page.source, facts, formulas, away, kind, *charts]
    draw_again = {
        "fn": by_name(partial(redraw, text), fields), "inputs": [*fields.values()], "outputs": redrawn, **UNCHECKED
    }  # fmt: skip
    gr.on(
        [
            steps.input,
            steps.release,
            betas.input,
            zero.input,
            *(field.input for field in (*solid.numbers, *dashed.numbers)),
        ],
        trigger_mode="always_last",
        **draw_again,
    )
    charts[0].wanted(**draw_again)
    for one in (solid, dashed):
        one.kind.input(papers_numbers, one.kind, one.numbers, **PRIVATE).then(**draw_again)
    kind.input(lambda name: [name, *papers_numbers(name)], kind, [solid.kind, *solid.numbers],
               **PRIVATE).then(**draw_again)  # fmt: skip
    reset.click(papers_values, [solid.kind, dashed.kind], [steps, betas, zero, *solid.numbers, *dashed.numbers],
                **PRIVATE).then(**draw_again)  # fmt: skip
    away.csv(by_name(partial(as_csv, text), fields), [*fields.values()], away, **UNCHECKED)
    page.connect(partial(connect, page, fields, notice, try_it))

    def updates(values: Mapping[str, Any], owner: str) -> dict[Any, Any]:
        changed: dict[Any, Any] = dict(zip(redrawn, redraw(text, values), strict=True))
        for prefix in (SOLID, DASHED):
            for name in PARAMETERS:
                own = name in KINDS[values[f"{prefix}schedule"]]
                changed[fields[prefix + name]] = gr.Number(values[prefix + name], visible=own)
        return changed

    page.restorers.append(Restorer(redrawn, updates))


def connect(page: Page, fields: Mapping[str, Any], notice: gr.HTML, try_it: gr.Button) -> None:
    """Say when the network of the Denoise tab was trained with another schedule, and let one try it with this one."""
    network = page.fields["net"]
    told = {
        "fn": by_name(partial(compare, page.text, page.networks), fields),
        "inputs": [page.owner, network, *fields.values()],
        "outputs": [notice, try_it],
        **UNCHECKED,
    }
    gr.on([page.source.change, network.change], **told)
    page.on_open(**told)
    try_it.click(lambda: (True, gr.Tabs(selected="denoise")), None, [page.fields["foreign"], page.tabs], **PRIVATE)


def picker(text: Text, kind: str, label: str) -> Picker:
    """A choice of kinds, and the parameters of the kind chosen."""
    field = gr.Dropdown([(text[f"schedules.{name}"], name) for name in KINDS], value=kind, label=label)
    with gr.Row():
        numbers = [gr.Number(label=text[f"schedules.{name}"], min_width=100, **state)
                   for name, state in zip(PARAMETERS, numbers_of(kind), strict=True)]  # fmt: skip
    return Picker(field, numbers)


def numbers_of(kind: str) -> list[dict[str, Any]]:
    """Of each field in PARAMETERS: its value in the paper, and whether this kind has it."""
    own = next((numbers for name, numbers in KINDS.items() if name == kind), {})  # unknown: `make_schedules` says it
    return [{"value": own.get(name, 0.0), "visible": name in own, "step": 1e-4} for name in PARAMETERS]


def papers_numbers(kind: str) -> list[Any]:
    return [gr.Number(**state) for state in numbers_of(kind)]


def papers_values(solid: str, dashed: str) -> list[Any]:
    return [*(USUAL[name] for name in ("T", "betas", "zero")), *papers_numbers(solid), *papers_numbers(dashed)]


def as_csv(text: Text, values: Mapping[str, Any]) -> Any:
    """The code with the table of both schedules, to be downloaded."""
    try:
        schedules = make_schedules(values)
    except ParameterError as error:
        warn(text, text[str(error)])
        return gr.skip()
    return {"python": snippet(text, values), "csv": table(values, schedules)}


def redraw(text: Text, values: Mapping[str, Any]) -> list[Any]:
    """A setting changed: new tables for the browser, new curves, new facts; bad values change only the facts."""
    try:
        schedules = make_schedules(values)
        code = snippet(text, values)
    except ParameterError as error:
        bad = "⚠ " + text("schedules.bad", reason=text[str(error)])
        return [gr.skip(), bad] + [gr.skip()] * (3 + len(QUANTITIES))
    return [
        schedule_tables(text, schedules),
        describe(text, schedules),
        formula(text, values["schedule"], values["other_schedule"]),
        {"python": code, "csv": None},
        values["schedule"],
        *(view(text, name, schedules) for name in QUANTITIES),
    ]


def compare(text: Text, networks: Networks, key: str, source: str, values: Mapping[str, Any]) -> tuple[Any, Any]:
    """Say so if the network of the Denoise tab was trained with another schedule than the chosen one."""
    differs = False
    try:
        if networks.may_use(source, hash_of(key)):
            trained, chosen = networks.load(source), next(iter(make_schedules(values).values()))
            same_T = trained.schedule.T == chosen.T
            differs = not same_T or not np.allclose(trained.schedule.alpha_bar, chosen.alpha_bar, rtol=1e-4, atol=0)
    except ValueError:  # no such schedule, or no such network: both are said elsewhere
        return gr.skip(), gr.skip()
    return gr.HTML(text("schedules.differs", name=trained.name) if differs else "", visible=differs), gr.Button(
        visible=differs
    )


TAB = Tab("schedules", build, SETTINGS, hidden=(*hidden_charts(QUANTITIES), ".dx-notice"))
