"""The schedules in use, for every component of the page: an invisible component that is there from the start."""

from typing import Any

import gradio as gr

from ...diffusion.schedule import NoiseSchedule
from . import custom
from .encode import base64_of


def schedule_source(schedules: dict[str, NoiseSchedule]) -> gr.HTML:
    return custom("schedule_source", {}, schedule_tables(schedules))


def schedule_tables(schedules: dict[str, NoiseSchedule]) -> dict[str, Any]:
    """alpha_bar of schedules that share one T: float64, length T+1."""
    (T,) = {schedule.T for schedule in schedules.values()}
    return {"T": T, "alpha_bar": {name: base64_of(schedule.alpha_bar) for name, schedule in schedules.items()}}
