"""What a page shows of its owner's latest job, read from the job's directory."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
import numpy as np

from ....plots import Losses, loss_figure
from ....training.jobs.job import THIRDS, Job
from ....training.jobs.records import ALIVE, OVER, State
from ...components.chart import chart_value
from ...networks import Networks
from ...owner import hash_of
from ...text import Text
from ...widgets import network_choices
from .job_panel import job_value

BUSY = {*ALIVE, State.QUEUED, State.STOPPING}


def latest(networks: Networks, key: str) -> Job | None:
    owner = hash_of(key)
    jobs = networks.jobs.of(owner) if networks.jobs and owner else []
    return jobs[-1] if jobs else None


def can_resume(job: Job) -> bool:
    """Whether it may get further than it got: the same steps would end at the same one that was no number."""
    status = job.status()
    return status.state in OVER - {State.DONE} and not status.failed_at


def refresh(text: Text, networks: Networks, key: str) -> tuple[Any, ...]:
    """Everything that is shown of the owner's latest job."""
    job = latest(networks, key)
    offered = gr.Dropdown(choices=network_choices(text, networks, hash_of(key)))
    if job is None:
        return "", None, gr.skip(), gr.skip(), gr.skip(), offered, offered, gr.Timer(active=False)
    state = job.status().state
    return (
        fingerprint(networks, job),
        job_value(job, text, ahead_of(networks, job, state)),
        loss_chart(text, job),
        gr.Button(interactive=state in BUSY - {State.STOPPING}),
        gr.Button(interactive=can_resume(job)),
        offered,
        offered,
        gr.Timer(active=state in BUSY),
    )


def tick(text: Text, networks: Networks, key: str, shown: str) -> tuple[Any, ...]:
    """Once a second while a job is alive: refresh if anything has changed."""
    job = latest(networks, key)
    if job is not None and fingerprint(networks, job) == shown:
        return (gr.skip(),) * 8
    return refresh(text, networks, key)


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
