"""How a fine-tuning job is doing: state, progress, and previews scrubbable over training time."""

import base64
import statistics
from itertools import pairwise
from typing import Any

import gradio as gr

from ...training.job import Job, State
from ..text import Text
from . import custom

RECENT = 50  # steps that the estimate of the time left looks back on
LONGEST = 20  # times the usual, as a step that also saves and draws may take


def job_panel(text: Text) -> gr.HTML:
    return custom("job_panel", text.part("jobpanel") | {"empty": text["job.empty"]})


def job_value(job: Job, text: Text) -> dict[str, Any]:
    """What the panel shows of a job."""
    spec, status, metrics = job.spec, job.status(), job.metrics()
    step = int(metrics[-1]["step"]) if metrics else status.step
    return {
        "id": job.id,
        "state": status.state.value,
        "sentence": text(status.reason or f"job.{status.state}", name=spec.name, folder=job.folder),
        "step": step,
        "steps": spec.steps,
        "seconds_left": seconds_left(metrics, spec.steps) if status.state == State.RUNNING else None,
        "previews": [[int(path.stem), png_uri(path.read_bytes())] for path in job.samples()],
    }


def seconds_left(metrics: list[dict[str, float]], steps: int) -> float | None:
    """From the pace of the last RECENT steps, previews and saving included; None before there is one."""
    times = [line["time"] for line in metrics[-RECENT:]]
    if len(times) < 2:
        return None
    taken = [after - before for before, after in pairwise(times)]
    longest = LONGEST * statistics.median(taken)  # the time that a stopped job lay still is no pace
    pace = statistics.mean(min(seconds, longest) for seconds in taken)
    return round(pace * (steps - metrics[-1]["step"]), 1)


def png_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()
