"""How a fine-tuning job is doing: state, progress, and previews scrubbable over training time."""

import base64
import statistics
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from ....images import data_uri, grid
from ....training.jobs.job import Job
from ....training.jobs.records import Metrics, State
from ...components import custom
from ...text import Text

RECENT = 50  # steps that the estimate of the time left looks back on


def job_panel(text: Text) -> gr.HTML:
    return custom(__file__, text.part("jobpanel") | {"empty": text["job.empty"]})


def job_value(job: Job, text: Text, ahead: int = 0) -> dict[str, Any]:
    """What the panel shows of a job, and of the queue that it may wait in."""
    spec, status, metrics = job.spec, job.status(), job.metrics()
    step = int(metrics[-1]["step"]) if metrics else status.step
    reason = status.reason if status.reason in text else f"job.{status.state}"  # another version may know others
    sentence = text(reason, name=spec.name, folder=job.folder, step=status.step, at=status.failed_at)
    if status.state == State.QUEUED:
        sentence = text("job.queued_behind", count=ahead) if ahead else text["job.queued"]
    running = status.state == State.RUNNING
    seconds = pace(metrics) if running else None
    return {
        "id": job.id,
        "state": status.state.value,
        "sentence": sentence,
        "step": step,
        "steps": spec.steps,
        "seconds_left": seconds_left(job, step, seconds) if seconds else None,
        "rate": round(spec.batch / seconds, 1) if seconds else None,
        "memory": metrics[-1].get("memory") if running and metrics else None,
        "previews": [shown for path in job.samples() if (shown := preview(job, path, text))],
    }


def preview(job: Job, path: Path, text: Text) -> dict[str, Any] | None:
    """One preview: the step, the picture drawn, below it the nearest pictures of the user's, and a sentence on both.

    None if the picture cannot be read.
    """
    step = int(path.stem)
    found = job.findings(step)
    try:
        drawn = png_uri(path.read_bytes())
    except OSError:
        return None
    near = found.get("nearest", [])
    copies = sum(found.get("copied", []))
    sentence = text("jobpanel.copies" if copies else "jobpanel.no_copies", count=copies, of=len(near))
    return {
        "step": step,
        "drawn": drawn,
        "nearest": side_by_side(job.folder, tuple(near)) if near else None,
        "sentence": sentence if near else "",
    }


@lru_cache(maxsize=256)  # the page asks for all previews whenever a step is done
def side_by_side(folder: Path, numbers: tuple[int, ...]) -> str | None:
    """The job's pictures of these numbers, as the previews are arranged; None if there are no such."""
    try:
        images = Job(folder).images()
        return data_uri(grid([images[number] for number in numbers], columns=4))
    except (OSError, ValueError, IndexError):
        return None


def pace(metrics: list[Metrics]) -> float | None:
    """Seconds a step of late: the median, as the first ones take longer; None before there are two."""
    taken = [line["seconds"] for line in metrics[-RECENT:] if "seconds" in line]  # of older versions none is known
    return max(1e-3, statistics.median(taken)) if len(taken) > 1 else None


def seconds_left(job: Job, step: int, seconds: float) -> float | None:
    """Of the steps to come at this pace, and of the checkpoints to come, each as long as the last one took, with its
    preview; None before there is one.
    """
    kept = [(int(path.stem), job.findings(int(path.stem)).get("seconds")) for path in job.samples()]
    known = [(at, took) for at, took in kept if took is not None]
    if not known:
        return None
    last, took = known[-1]
    steps, every = job.spec.steps, job.spec.every
    checkpoints = sum(at > last for at in (*range(every, steps, every), steps))
    return round(seconds * (steps - step) + took * checkpoints, 1)


def png_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()
