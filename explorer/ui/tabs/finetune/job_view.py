"""What a page shows of its owner's latest job, read from the job's directory."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import gradio as gr
import numpy as np

from ....plots import Losses, loss_figure
from ....training.jobs.job import THIRDS, Job
from ....training.jobs.records import ALIVE, OVER, State
from ....training.launchers.portions import PORTION_S
from ...components.chart.chart import chart_value
from ...networks import Networks
from ...owner import hash_of
from ...text import Text
from ...widgets import network_choices, warn
from .gallery import Picture, gallery_value
from .job_panel import job_value, seconds_left

BUSY = {*ALIVE, State.QUEUED, State.STOPPING}
MOST_STEPS, MORE_STEPS = 5000, 400  # of one job, and by how many a job that is done may be made longer


def latest(networks: Networks, key: str) -> Job | None:
    owner = hash_of(key)
    jobs = networks.jobs.of(owner) if networks.jobs and owner else []
    return jobs[-1] if jobs else None


def can_resume(job: Job) -> bool:
    """Whether it may get further than it got: the same steps would end at the same one that was no number."""
    status = job.status()
    return status.state in OVER - {State.DONE} and not status.failed_at


def can_extend(job: Job) -> bool:
    """Whether it is done and may be given more steps."""
    done = job.status().state == State.DONE and bool(job.checkpoints())
    return done and job.spec.steps + MORE_STEPS <= MOST_STEPS


def result_of(networks: Networks, key: str) -> str | None:
    """The result of the owner's latest job, as a network to choose; None while there is none."""
    job = latest(networks, key)
    source = f"job:{job.id}" if job else None
    return source if source in [own for _, own in networks.results(hash_of(key))] else None


def refresh(text: Text, networks: Networks, key: str, shown: str = "") -> tuple[Any, ...]:
    """Everything that is shown of the owner's latest job; its own pictures only where `shown` is of another one."""
    job = latest(networks, key)
    choices = network_choices(text, networks, hash_of(key))
    offered = gr.Dropdown(choices=choices)
    if job is None:
        return "", None, *(gr.skip(),) * 7, offered, offered, gr.Timer(active=False)
    state = job.status().state
    return (
        fingerprint(networks, job),
        job_value(job, text, ahead_of(networks, job, state)),
        gr.skip() if shown.startswith(job.id) else learnt_value(text, job),
        loss_chart(text, job),
        gr.Button(interactive=state in BUSY - {State.STOPPING}),
        gr.Button(interactive=can_resume(job)),
        gr.Row(visible=f"job:{job.id}" in [source for _, source in choices]),
        gr.Button(visible=can_extend(job)),
        gr.HTML(visible=can_extend(job)),
        offered,
        offered,
        gr.Timer(active=state in BUSY),
    )


def learnt_value(text: Text, job: Job) -> dict[str, Any]:
    """The pictures that the job learns from, as they stay beside what it draws."""
    try:
        pictures = job.images()
    except (OSError, ValueError):  # another process has deleted it, or a power cut damaged it
        return gallery_value("", [], [])
    return gallery_value(text("finetune.learnt", count=len(pictures)), [Picture(pixels) for pixels in pictures], [])


def tick(text: Text, networks: Networks, key: str, shown: str) -> tuple[Any, ...]:
    """Once a second while a job is alive: refresh if anything has changed."""
    job = latest(networks, key)
    if job is not None and fingerprint(networks, job) == shown:
        return (gr.skip(),) * 12
    return refresh(text, networks, key, shown)


def train_portion(text: Text, networks: Networks, key: str) -> None:
    """Once a second while a job is alive, if jobs are trained in portions: another one, unless one is at work."""
    job = latest(networks, key)
    turn = networks.portions.turn_of(job) if networks.portions and job else None
    if turn and not turn.train(seconds_of_portion(turn.job)):
        warn(text, text["finetune.refused"])


def seconds_of_portion(job: Job) -> int:
    """As few as will do."""
    left = seconds_left(job, job.reached(), job.metrics())
    return PORTION_S if left is None else min(PORTION_S, ceil(1.2 * left) + 1)


def fingerprint(networks: Networks, job: Job) -> str:
    """Changes whenever something that is shown of the job does."""
    metrics, state = job.folder / "metrics.jsonl", job.status().state
    size = metrics.stat().st_size if metrics.exists() else 0
    return f"{job.id} {state} {size} {len(job.samples())} {ahead_of(networks, job, state)}"


def ahead_of(networks: Networks, job: Job, state: State) -> int:
    """How many jobs are trained before this one, if it waits."""
    return networks.supervisor.ahead_of(job) if networks.supervisor and state == State.QUEUED else 0


def loss_chart(text: Text, job: Job) -> Any:
    """The training loss, its thirds of t, and at the checkpoints the loss of pictures seen and held out."""
    metrics = [line for line in job.metrics() if "loss" in line]
    if len(metrics) < 2:
        return gr.HTML(visible=False)

    def curve(name: str, points: Sequence[tuple[int, float | None]], kind: str) -> Losses:
        known = [point for point in points if point[1] is not None]
        steps, values = (np.array([point[i] for point in known]) for i in (0, 1))
        return Losses(text[f"finetune.{name}"], steps, values, kind)

    losses = [(line["step"], line["loss"]) for line in metrics]
    curves = [curve("loss", losses, "raw"), curve("loss_smooth", losses, "smooth")]
    for third, kind in enumerate(THIRDS):
        points = [(line["step"], line.get("thirds", [None] * 3)[third]) for line in metrics]
        if any(value is not None for _, value in points):
            curves.append(curve(f"loss_{kind}", points, kind))
    found = [(int(path.stem), job.findings(int(path.stem))) for path in job.samples()]
    if any(facts.get("held_out") is not None for _, facts in found):
        curves.append(curve("loss_seen", [(step, facts.get("seen")) for step, facts in found], "seen"))
        curves.append(curve("loss_held_out", [(step, facts.get("held_out")) for step, facts in found], "held_out"))
    return gr.HTML(chart_value(loss_figure(curves, text["finetune.axis"])), visible=True)
