"""How a fine-tuning job is doing: state, progress, and previews scrubbable over training time."""

import base64
import statistics
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import gradio as gr

from ...images import data_uri, grid
from ...training.job import Job, State
from ..text import Text
from . import custom

RECENT = 50  # steps that the estimate of the time left looks back on
LONGEST = 20  # times the usual, as a step that also saves and draws may take


def job_panel(text: Text) -> gr.HTML:
    return custom("job_panel", text.part("jobpanel") | {"empty": text["job.empty"]})


def job_value(job: Job, text: Text, ahead: int = 0) -> dict[str, Any]:
    """What the panel shows of a job, and of the queue that it may wait in."""
    spec, status, metrics = job.spec, job.status(), job.metrics()
    step = int(metrics[-1]["step"]) if metrics else status.step
    sentence = text(status.reason or f"job.{status.state}", name=spec.name, folder=job.folder)
    if status.state == State.QUEUED:
        sentence = text("job.queued_behind", count=ahead) if ahead else text["job.queued"]
    running = status.state == State.RUNNING
    return {
        "id": job.id,
        "state": status.state.value,
        "sentence": sentence,
        "step": step,
        "steps": spec.steps,
        "seconds_left": seconds_left(metrics, spec.steps) if running else None,
        "rate": round(spec.batch / pace(metrics), 1) if running and len(metrics) > 1 else None,
        "memory": metrics[-1].get("memory") if running and metrics else None,
        "previews": [preview(job, path, text) for path in job.samples()],
    }


def preview(job: Job, path: Path, text: Text) -> dict[str, Any]:
    """One preview: the step, the picture drawn, below it the nearest pictures of the user's, and a sentence on both."""
    step = int(path.stem)
    found = job.findings(step)
    near = found.get("nearest", [])
    copies = sum(found.get("copied", []))
    sentence = text("jobpanel.copies" if copies else "jobpanel.no_copies", count=copies, of=len(near))
    return {
        "step": step,
        "drawn": png_uri(path.read_bytes()),
        "nearest": side_by_side(job.folder, tuple(near)) if near else None,
        "sentence": sentence if near else "",
    }


@lru_cache(maxsize=256)  # the page asks for all previews whenever a step is done
def side_by_side(folder: Path, numbers: tuple[int, ...]) -> str:
    """The job's pictures of these numbers, as the previews are arranged."""
    images = Job(folder).images()
    return data_uri(grid([images[number] for number in numbers], columns=4))


def pace(metrics: list[dict[str, Any]]) -> float:
    """Seconds a step of late, previews and saving included."""
    times = [line["time"] for line in metrics[-RECENT:]]
    taken = [after - before for before, after in pairwise(times)]
    longest = LONGEST * statistics.median(taken)  # the time that a stopped job lay still is no pace
    return max(1e-3, statistics.mean(min(seconds, longest) for seconds in taken))


def seconds_left(metrics: list[dict[str, Any]], steps: int) -> float | None:
    """From the pace of the last RECENT steps; None before there is one."""
    return None if len(metrics) < 2 else round(pace(metrics) * (steps - metrics[-1]["step"]), 1)


def png_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()
