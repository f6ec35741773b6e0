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
    step = metrics[-1]["step"] if metrics else status.step
    reason = status.reason if status.reason in text else f"job.{status.state}"  # another version may know others
    sentence = text(reason, name=spec.name, folder=job.folder, step=status.step, at=status.failed_at)
    if status.state == State.QUEUED:
        sentence = text("job.queued_behind", count=ahead) if ahead else text["job.queued"]
    running = status.state == State.RUNNING
    left = seconds_left(job, step, metrics) if running else None
    return {
        "id": job.id,
        "state": status.state.value,
        "sentence": sentence,
        "step": step,
        "steps": spec.steps,
        "seconds_left": left,
        "rate": round(spec.batch * (spec.steps - step) / left, 1) if left and step < spec.steps else None,
        "memory": metrics[-1].get("memory") if running and metrics else None,
        "previews": [shown for path in job.samples() if (shown := preview(job, path, text))],
    }


def preview(job: Job, path: Path, text: Text) -> dict[str, Any] | None:
    """One preview: the step, the pictures drawn, in one; the nearest of the user's, arranged as these are; of each
    pair, whether it is a near-copy and the number of the user's picture; and a sentence on all.

    None if the picture cannot be read.
    """
    step = int(path.stem)
    found = job.findings(step)
    try:
        drawn = png_uri(path.read_bytes())
    except OSError:
        return None
    near, copied = found.get("nearest", []), found.get("copied", [])
    copies = sum(copied)
    sentence = text("jobpanel.copies" if copies else "jobpanel.no_copies", count=copies, of=len(near))
    return {
        "step": step,
        "drawn": drawn,
        "nearest": arranged(job.folder, tuple(near)) if near else None,
        "pairs": [{"picture": number + 1, "copied": is_copy} for number, is_copy in zip(near, copied, strict=False)],
        "sentence": sentence if near else "",
    }


@lru_cache(maxsize=256)  # the page asks for all previews whenever a step is done
def arranged(folder: Path, numbers: tuple[int, ...]) -> str | None:
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


def seconds_left(job: Job, step: int, metrics: list[Metrics]) -> float | None:
    """Of all that is still to come: steps at the pace of late, and previews with their checkpoints as they were so
    far; None before both are known.
    """
    seconds, shown = pace(metrics), {int(path.stem) for path in job.samples()}
    took = [known for at in shown if (known := job.findings(at).get("seconds")) is not None]
    if seconds is None or not took:
        return None
    previews = sum(at >= step and at not in shown for at in job.spec.shown)
    return round(seconds * (job.spec.steps - step) + statistics.median(took) * previews, 1)


def png_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()
