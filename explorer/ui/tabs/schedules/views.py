"""What the Schedules tab shows of two schedules: curves, formulas, code, and a warning."""

from collections.abc import Mapping
from typing import Any

from ....diffusion.schedule import NoiseSchedule
from ....plots import Curve, schedule_figure
from ...components.chart.chart import chart_value
from ...components.schedule_source import schedule_name
from ...schedule_fields import chosen, schedule_code
from ...text import Text

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
NOT_NOISE = 0.05  # a signal share at t = T above which the chain does not end in noise


def view(text: Text, quantity: str, schedules: Mapping[str, NoiseSchedule]) -> dict[str, Any]:
    """What one chart shows: the solid schedule and the dashed one."""
    curves = []
    for (key, schedule), dash in zip(schedules.items(), ("solid", "dash"), strict=True):
        name, bar = schedule_name(text, key), schedule.alpha_bar
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


def describe(text: Text, schedules: Mapping[str, NoiseSchedule]) -> str:
    """A warning for each chain that does not end in noise."""
    ends = {schedule_name(text, key): float(schedule.alpha_bar[-1]) for key, schedule in schedules.items()}
    return "\n\n".join(
        "⚠ " + text("schedules.not_noise", name=name, share=share) for name, share in ends.items() if share > NOT_NOISE
    )


def formula(text: Text, *kinds: str) -> str:
    return "\n\n".join(f"**{text[f'schedules.{kind}']}**\n\n{FORMULAS[kind]}" for kind in dict.fromkeys(kinds))


def snippet(text: Text, values: Mapping[str, Any]) -> str:
    """Python that makes the solid schedule, ready to run."""
    code = schedule_code(chosen(values))
    names = "SCHEDULES, zero_terminal_snr" if "zero_terminal_snr" in code else "SCHEDULES"
    return f"""from explorer.diffusion import {names}

{code}
print(schedule.alpha_bar[schedule.T // 2], schedule.log_snr[-1])  # {text["code_and_table.comment"]}
"""


def table(values: Mapping[str, Any], schedules: Mapping[str, NoiseSchedule]) -> str:
    """Both schedules as comma-separated values, one row for each t."""
    columns = {"t": range(int(values["T"]) + 1)}
    for key, schedule in schedules.items():
        for quantity in ("beta", "alpha_bar", "snr", "posterior_variance"):
            columns[f"{key.replace(' ', '_')}_{quantity}"] = getattr(schedule, quantity).tolist()
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(columns), *(",".join(map(repr, row)) for row in rows)]) + "\n"
