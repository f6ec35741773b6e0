"""The Schedules tab: any two schedules over each other, with what they do to the picture of the Noise tab."""

from functools import partial
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ...diffusion.schedule import NoiseSchedule
from ...plots import Curve, schedule_figure
from ..components.chart import chart, chart_value
from ..components.line import line
from ..components.schedule_ends import schedule_ends
from ..components.schedule_source import schedule_tables
from ..components.takeaway import takeaway
from ..owner import hash_of
from ..room import Room
from ..schedule_fields import (
    DEFAULTS,
    GIVEN,
    KINDS,
    PARAMETERS,
    RESCALED,
    ParameterError,
    make_schedules,
    schedule_code,
)
from ..text import Text
from ..widgets import PRIVATE, UNCHECKED, warn

FORMULAS = {
    "linear": r"$\displaystyle \beta_t = \beta_1 + \frac{t-1}{T-1}\,(\beta_T - \beta_1)$",
    "cosine": r"$\displaystyle \bar\alpha_t = \frac{f(t)}{f(0)}, \quad "
    r"f(t) = \cos^2\left(\frac{t/T+s}{1+s}\cdot\frac{\pi}{2}\right)$"
    "\n\n"
    r"$\displaystyle \beta_t = \min\left(1-\frac{\bar\alpha_t}{\bar\alpha_{t-1}},\; 0.999\right)$",
    "scaled_linear": r"$\displaystyle \beta_t = \left(\sqrt{\beta_1} + \frac{t-1}{T-1}"
    r"\,\bigl(\sqrt{\beta_T} - \sqrt{\beta_1}\bigr)\right)^2$",
    "sigmoid": r"$\displaystyle \beta_t = \beta_1 + \frac{\beta_T - \beta_1}{1 + e^{-u_t}}, "
    r"\quad u_t = -6 + 12\,\frac{t-1}{T-1}$",
    "constant": r"$\displaystyle \beta_t = \beta$",
}
QUANTITIES = ("alpha_bar", "log_snr", "factors", "beta")
COLOURS = {"alpha_bar": "signal", "log_snr": "text"}
LATEX = [{"left": "$", "right": "$", "display": False}]
NOT_NOISE = 0.05  # a signal share at t = T above which the chain does not end in noise


class Picker(NamedTuple):
    """The fields that make one schedule."""

    kind: gr.Dropdown
    numbers: list[gr.Number]


class SchedulesTab(NamedTuple):
    settings: list[gr.Component]  # what make_schedules takes
    redrawn: list[gr.Component]  # what redraw returns
    notice: gr.HTML  # a line
    try_it: gr.Button


def build(text: Text, source: gr.HTML, kind: gr.Radio) -> SchedulesTab:
    """`kind` is the choice on the Noise tab: the same as the solid schedule's here."""
    schedules = make_schedules(*DEFAULTS)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            chosen = picker(text, "cosine", text["schedules.chosen"])
            other = picker(text, "linear", text["schedules.other"])
            T = gr.Slider(10, 4000, 1000, step=1, label=text["schedules.steps"])
            betas = gr.Radio(
                [(text["schedules.given"], GIVEN), (text["schedules.rescaled"], RESCALED)],
                value=GIVEN,
                label=text["schedules.betas"],
                info=text["schedules.betas_info"],
            )
            zero = gr.Checkbox(False, label=text["schedules.zero"], info=text["schedules.zero_info"])
            reset = gr.Button(text["schedules.reset"], size="sm")
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["schedules.intro"], elem_classes="dx-intro")
            with gr.Row(elem_classes="dx-notice dx-live"):
                notice = line(classes="dx-warning", visible=False)
                try_it = gr.Button(text["schedules.try"], size="sm", visible=False, scale=0, min_width=220)
            facts = line(describe(text, schedules), "dx-facts dx-live")
            charts = []
            for pair in (QUANTITIES[:2], QUANTITIES[2:]):
                with gr.Row(elem_classes="dx-charts"):
                    charts += [chart(text, text[f"chart.{name}"], min_width=320) for name in pair]
            with gr.Row(elem_classes="dx-charts"):
                schedule_ends(text, min_width=320)
                with gr.Column(min_width=320):
                    formulas = gr.Markdown(
                        formula(text, "cosine", "linear"), latex_delimiters=LATEX, elem_classes="dx-formula"
                    )
                    away = takeaway(text, {"python": snippet(text, *DEFAULTS), "csv": None})

    settings = [T, betas, zero, chosen.kind, *chosen.numbers, other.kind, *other.numbers]
    redrawn = [source, facts, formulas, away, kind, *charts]
    draw_again = {"fn": partial(redraw, text), "inputs": settings, "outputs": redrawn, **UNCHECKED}
    gr.on(
        [T.input, T.release, betas.input, zero.input, *(field.input for field in (*chosen.numbers, *other.numbers))],
        trigger_mode="always_last",
        **draw_again,
    )
    charts[0].wanted(**draw_again)
    for fields in (chosen, other):
        fields.kind.input(papers_numbers, fields.kind, fields.numbers, **PRIVATE).then(**draw_again)
    kind.input(lambda name: [name, *papers_numbers(name)], kind, [chosen.kind, *chosen.numbers],
               **PRIVATE).then(**draw_again)  # fmt: skip
    reset.click(papers_values, [chosen.kind, other.kind], [T, betas, zero, *chosen.numbers, *other.numbers],
                **PRIVATE).then(**draw_again)  # fmt: skip
    away.csv(partial(as_csv, text), settings, away, **UNCHECKED)
    return SchedulesTab(settings, redrawn, notice, try_it)


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


def papers_values(chosen: str, other: str) -> list[Any]:
    return [*DEFAULTS[:3], *papers_numbers(chosen), *papers_numbers(other)]


def named(text: Text, key: str) -> str:
    """The name on screen of a key of make_schedules."""
    kind, _, second = key.partition(" ")
    return f"{text[f'kind.{kind}']} {second}".strip()


def shown(text: Text, schedules: dict[str, NoiseSchedule]) -> dict[str, NoiseSchedule]:
    return {named(text, key): schedule for key, schedule in schedules.items()}


def view(text: Text, quantity: str, schedules: dict[str, NoiseSchedule]) -> dict[str, Any]:
    """What one chart shows: the chosen schedule solid, the other dashed."""
    curves = []
    for (key, schedule), dash in zip(schedules.items(), ("solid", "dash"), strict=True):
        name, bar = named(text, key), schedule.alpha_bar
        if quantity == "factors":
            curves.append(Curve(f"√ᾱ {name}", bar**0.5, "signal", dash))
            curves.append(Curve(f"√(1−ᾱ) {name}", (1 - bar) ** 0.5, "noise", dash))
        elif quantity == "beta":
            curves.append(Curve(f"β {name}", schedule.beta, "noise", dash))
            curves.append(Curve(f"β̃ {name}", schedule.posterior_variance, "exact", dash))
        else:
            curves.append(Curve(name, getattr(schedule, quantity), COLOURS[quantity], dash))
    figure = schedule_figure(curves, log=quantity == "beta")
    return chart_value(figure, marker=True, strips=quantity in COLOURS)


def describe(text: Text, schedules: dict[str, NoiseSchedule]) -> str:
    """A warning for each chain that does not end in noise."""
    ends = {named(text, key): float(schedule.alpha_bar[-1]) for key, schedule in schedules.items()}
    return "\n\n".join(
        "⚠ " + text("schedules.not_noise", name=name, share=share) for name, share in ends.items() if share > NOT_NOISE
    )


def formula(text: Text, *kinds: str) -> str:
    return "\n\n".join(f"**{text[f'schedules.{kind}']}**\n\n{FORMULAS[kind]}" for kind in dict.fromkeys(kinds))


def snippet(text: Text, *fields: Any) -> str:
    """Python that makes the chosen schedule, ready to run."""
    code = schedule_code(*fields)
    names = "SCHEDULES, zero_terminal_snr" if "zero_terminal_snr" in code else "SCHEDULES"
    return f"""from explorer.diffusion import {names}

{code}
print(schedule.alpha_bar[schedule.T // 2], schedule.log_snr[-1])  # {text["takeaway.comment"]}
"""


def as_csv(text: Text, *settings: Any) -> Any:
    """Both schedules as comma-separated values, one row for each t."""
    try:
        schedules = make_schedules(*settings)
    except ParameterError as error:
        warn(text, text[str(error)])
        return gr.skip()
    columns = {"t": range(int(settings[0]) + 1)}
    for key, schedule in schedules.items():
        for quantity in ("beta", "alpha_bar", "snr", "posterior_variance"):
            columns[f"{key.replace(' ', '_')}_{quantity}"] = getattr(schedule, quantity).tolist()
    rows = zip(*columns.values(), strict=True)
    table = "\n".join([",".join(columns), *(",".join(map(repr, row)) for row in rows)])
    return {"python": snippet(text, *settings), "csv": table + "\n"}


def redraw(text: Text, *settings: Any) -> list[Any]:
    """A parameter changed: new tables for the browser, new curves, new facts; bad values change only the facts."""
    try:
        schedules = make_schedules(*settings)
        code = snippet(text, *settings)
    except ParameterError as error:
        bad = "⚠ " + text("schedules.bad", reason=text[str(error)])
        return [gr.skip(), bad] + [gr.skip()] * (3 + len(QUANTITIES))
    kinds = settings[3], settings[4 + len(PARAMETERS)]
    charts = [view(text, name, schedules) for name in QUANTITIES]
    return [
        schedule_tables(shown(text, schedules)),
        describe(text, schedules),
        formula(text, *kinds),
        {"python": code, "csv": None},
        kinds[0],
        *charts,
    ]


def compare(text: Text, room: Room, key: str, source: str, *settings: Any) -> tuple[Any, Any]:
    """Say so if the network of the Denoise tab was trained with another schedule than the chosen one."""
    differs = False
    try:
        if room.may_use(source, hash_of(key)):
            trained, chosen = room.load(source), next(iter(make_schedules(*settings).values()))
            same_T = trained.schedule.T == chosen.T
            differs = not same_T or not np.allclose(trained.schedule.alpha_bar, chosen.alpha_bar, rtol=1e-4, atol=0)
    except ValueError:  # no such schedule, or no such network: both are said elsewhere
        return gr.skip(), gr.skip()
    return gr.HTML(text("schedules.differs", name=trained.name) if differs else "", visible=differs), gr.Button(
        visible=differs
    )
