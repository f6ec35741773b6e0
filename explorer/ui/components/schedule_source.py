"""The schedules in use, for every component of the page: an invisible component that is there from the start."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from ...diffusion.schedule import NoiseSchedule
from ..text import Text
from . import custom
from .encode import base64_of


def schedule_source(text: Text, schedules: Mapping[str, NoiseSchedule]) -> gr.HTML:
    return custom(__file__, {}, schedule_tables(text, schedules))


def schedule_tables(text: Text, schedules: Mapping[str, NoiseSchedule]) -> dict[str, Any]:
    """The solid schedule and the dashed one, in this order and with one T, as make_schedules gives them."""
    (solid, dashed), (T,) = schedules.items(), {schedule.T for schedule in schedules.values()}
    return {"T": T, "schedule": _table(text, *solid), "other": _table(text, *dashed)}


def schedule_name(text: Text, key: str) -> str:
    """The name on screen of a key of make_schedules."""
    kind, _, second = key.partition(" ")
    return f"{text[f'kind.{kind}']} {second}".strip()


def _table(text: Text, key: str, schedule: NoiseSchedule) -> dict[str, str]:
    name = schedule_name(text, key)
    return {"name": name, "alpha_bar": base64_of(schedule.alpha_bar), "beta": base64_of(schedule.beta)}
