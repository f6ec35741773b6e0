"""The Schedules tab: linear against cosine, with their parameters, and a marker at the t of the Noise tab."""

from functools import partial
from typing import Any

import gradio as gr

from ...diffusion.schedule import SCHEDULES, NoiseSchedule
from ...plots import schedule_figure
from ..components.chart import chart, chart_value
from ..components.schedule_source import schedule_tables
from ..text import Text
from ..widgets import PRIVATE

DEFAULTS = (1000, 1e-4, 0.02, 0.008)  # T, beta_1, beta_T, s
LOW_SIGNAL = 0.01
NOT_NOISE = 0.05  # a signal share at t = T above which the chain does not end in noise


def build(text: Text, source: gr.HTML) -> None:
    schedules = make_schedules(*DEFAULTS)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            T = gr.Slider(10, 4000, DEFAULTS[0], step=1, label=text["schedules.steps"])
            beta_1 = gr.Number(DEFAULTS[1], label=text["schedules.beta_1"], step=1e-4)
            beta_T = gr.Number(DEFAULTS[2], label=text["schedules.beta_T"], step=1e-3)
            s = gr.Number(DEFAULTS[3], label=text["schedules.s"], step=1e-3)
            reset = gr.Button(text["schedules.reset"], size="sm")
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["schedules.intro"], elem_classes="dx-intro")
            alpha_bar_view, log_snr_view, beta_view = views(schedules)
            with gr.Row(elem_classes="dx-charts"):
                alpha_bar = chart(text, text["schedules.alpha_bar"], alpha_bar_view, min_width=320)
                log_snr = chart(text, text["schedules.log_snr"], log_snr_view, min_width=320)
            with gr.Row(elem_classes="dx-charts"):
                beta = chart(text, text["schedules.beta"], beta_view, min_width=320)
                with gr.Column(min_width=320):
                    for name, formula in FORMULAS.items():
                        named = f"**{text[f'schedules.{name}']}**\n\n{formula}"
                        gr.Markdown(named, latex_delimiters=LATEX, elem_classes="dx-formula")
                    facts = gr.Markdown(describe(text, schedules), elem_classes="dx-facts")

    parameters = [T, beta_1, beta_T, s]
    outputs = [source, alpha_bar, log_snr, beta, facts]
    for parameter in parameters:
        parameter.change(partial(redraw, text), parameters, outputs, trigger_mode="always_last", **PRIVATE)
    reset.click(lambda: DEFAULTS, None, parameters, **PRIVATE)


FORMULAS = {
    "linear": r"$\displaystyle \beta_t = \beta_1 + \frac{t-1}{T-1}\,(\beta_T - \beta_1)$",
    "cosine": r"$\displaystyle \bar\alpha_t = \frac{f(t)}{f(0)}, \quad "
    r"f(t) = \cos^2\left(\frac{t/T+s}{1+s}\cdot\frac{\pi}{2}\right)$"
    "\n\n"
    r"$\displaystyle \beta_t = \min\left(1-\frac{\bar\alpha_t}{\bar\alpha_{t-1}},\; 0.999\right)$",
}
LATEX = [{"left": "$", "right": "$", "display": False}]
# array of NoiseSchedule, what it means (its colour), logarithmic axis
QUANTITIES = (("alpha_bar", "signal", False), ("log_snr", "text", False), ("beta", "noise", True))


class ParameterError(ValueError):
    """A parameter outside its range; the message is a key of the texts."""


def make_schedules(T: float, beta_1: float, beta_T: float, s: float) -> dict[str, NoiseSchedule]:
    """Both schedules for the values on screen. Raises ParameterError for values that give none."""
    if None in (T, beta_1, beta_T, s) or int(T) != T or not 10 <= T <= 4000:
        raise ParameterError("schedules.T_range")
    if not (0 < beta_1 <= 1 and 0 < beta_T <= 1):
        raise ParameterError("schedules.order")
    if not 0 <= s <= 0.5:
        raise ParameterError("schedules.offset")
    return {"linear": SCHEDULES["linear"](int(T), beta_1, beta_T), "cosine": SCHEDULES["cosine"](int(T), s)}


def views(schedules: dict[str, NoiseSchedule]) -> list[dict[str, Any]]:
    """What the charts show, in the order of QUANTITIES."""
    return [
        chart_value(schedule_figure({k: getattr(v, quantity) for k, v in schedules.items()}, colour, log), marker=True)
        for quantity, colour, log in QUANTITIES
    ]


def describe(text: Text, schedules: dict[str, NoiseSchedule]) -> str:
    """How much signal is left at the end, in words, with a warning when it is too much."""
    ends = {name: float(schedule.alpha_bar[-1]) for name, schedule in schedules.items()}
    wasted = {f"wasted_{name}": int((schedule.alpha_bar < LOW_SIGNAL).sum()) for name, schedule in schedules.items()}
    sentences = [text("schedules.wasted", **ends, **wasted)]
    for name, share in ends.items():
        if share > NOT_NOISE:
            sentences.append("⚠ " + text("schedules.not_noise", name=text[f"noise.{name}"], share=share))
    return "\n\n".join(sentences)


def redraw(text: Text, T: float, beta_1: float, beta_T: float, s: float) -> list[Any]:
    """A parameter changed: new tables for the browser, new curves, new facts; bad values change only the facts."""
    try:
        schedules = make_schedules(T, beta_1, beta_T, s)
    except ParameterError as error:
        return [gr.skip()] * (1 + len(QUANTITIES)) + ["⚠ " + text("schedules.bad", reason=text[str(error)])]
    return [schedule_tables(schedules), *views(schedules), describe(text, schedules)]
