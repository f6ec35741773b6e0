"""The schedules in use, for every component of the page: an invisible component that is there from the start."""

from typing import Any

import gradio as gr

from ...diffusion.schedule import NoiseSchedule
from . import custom
from .encode import base64_of


def schedule_source(schedules: dict[str, NoiseSchedule]) -> gr.HTML:
    return custom("schedule_source", {}, schedule_tables(schedules))


def schedule_tables(schedules: dict[str, NoiseSchedule]) -> dict[str, Any]:
    """The chosen schedule and the one to compare it with, in this order, by their names on screen; both have one T."""
    (chosen, other), (T,) = schedules.items(), {schedule.T for schedule in schedules.values()}
    return {"T": T, "schedule": _table(*chosen), "other": _table(*other)}


def _table(name: str, schedule: NoiseSchedule) -> dict[str, str]:
    return {"name": name, "alpha_bar": base64_of(schedule.alpha_bar), "beta": base64_of(schedule.beta)}
