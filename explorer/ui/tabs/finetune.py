"""The Fine-tune tab: pictures in, a background job, and what it has learned so far, as its directory tells."""

import html
import time
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ...images import data_uri
from ...plots import loss_figure
from ...training.job import ALIVE, OVER, Job, Spec, State
from ..components.chart import chart, chart_value
from ..components.job_panel import job_panel, job_value
from ..owner import hash_of
from ..room import Room
from ..text import Text
from ..uploads import read_pictures
from ..widgets import PRIVATE, network_choices

MOST_PICTURES, MOST_QUEUED = 200, 8
LEAST_STEPS, MOST_STEPS = 10, 5000
BUSY = {*ALIVE, State.QUEUED, State.STOPPING}


def build(text: Text, room: Room, owner: gr.BrowserState, model: gr.Dropdown) -> tuple[gr.Timer, list[Any]]:
    """Returns the timer and the components that `refresh` fills."""
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls dx-first"):
            files = gr.File(
                label=text["finetune.files"],
                file_count="multiple",
                file_types=[".jpg", ".jpeg", ".png", ".webp"],
                type="filepath",
                height=180,
            )
            base = gr.Dropdown(network_choices(text, room, ""), value=room.default, label=text["finetune.base"])
            name = gr.Textbox(text["finetune.default_name"], label=text["finetune.name"], max_length=40)
            steps = gr.Slider(LEAST_STEPS, 2000, 400, step=10, label=text["finetune.steps"])
            gr.Markdown(text["finetune.steps_info"], elem_classes="dx-quiet")
            start = gr.Button(text["finetune.start"], variant="primary", elem_id="finetune-start")
            with gr.Row():
                stop = gr.Button(text["finetune.stop"], interactive=False, min_width=80)
                resume = gr.Button(text["finetune.resume"], interactive=False, min_width=80)
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["finetune.intro"], elem_classes="dx-intro")
            if room.jobs is None:
                gr.Markdown("⚠ " + text("finetune.no_folder", folder=room.jobs_path), elem_classes="dx-warning")
            seen = gr.HTML(elem_classes="dx dx-seen", apply_default_css=False, visible=False)
            panel = job_panel(text)
            loss = chart(text, text["finetune.loss_title"], visible=False)
    shown = gr.State("")
    timer = gr.Timer(1.0, active=False)

    views = [shown, panel, loss, stop, resume, model, base, timer]
    look_at = (partial(look, text, room), [owner, files, base], seen)
    files.change(*look_at, **PRIVATE)
    base.change(*look_at, **PRIVATE)
    for button, handler, inputs, output in (
        (start, start_job, [owner, files, base, name, steps], files),
        (stop, stop_job, [owner], None),
        (resume, resume_job, [owner], None),
    ):
        button.click(partial(handler, text, room), inputs, output, **PRIVATE).then(
            partial(refresh, text, room), [owner], views, **PRIVATE
        )
    timer.tick(partial(tick, text, room), [owner, shown], views, concurrency_limit=None, **PRIVATE)
    return timer, views


def look(text: Text, room: Room, key: str, files: list[str] | None, base: str) -> Any:
    """Show what the network will see of the files, and name those that it cannot use."""
    outline = room.outline(base) if room.may_use(base, hash_of(key)) else None
    if not files or outline is None:
        return gr.HTML(visible=False)
    if len(files) > MOST_PICTURES:
        sentence = text("finetune.too_many", count=len(files), most=MOST_PICTURES)
        return gr.HTML(f"<p>⚠ {sentence}</p>", visible=True)
    pictures, refused = read_pictures(text, files, outline.size, outline.channels)
    parts = []
    if pictures:
        title = "finetune.seen_one" if len(pictures) == 1 else "finetune.seen"
        parts.append(f"<p>{text(title, count=len(pictures), size=outline.size)}")
        parts.append(f" {text['finetune.grey']}</p>" if outline.channels == 1 else "</p>")
        images = "".join(f'<img src="{data_uri(picture)}" alt="">' for picture in pictures)
        parts.append(f'<div class="dx-tiles">{images}</div>')
    if refused:
        items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in refused)
        parts.append(f"<p>⚠ {text['finetune.refused']}</p><ul>{items}</ul>")
    return gr.HTML("".join(parts), visible=True)


def latest(room: Room, key: str) -> Job | None:
    owner = hash_of(key)
    jobs = room.jobs.of(owner) if room.jobs and owner else []
    return jobs[-1] if jobs else None


def start_job(text: Text, room: Room, key: str, files: list[str] | None, base: str, name: str, steps: float) -> Any:
    """Queue a new job and empty the drop zone; whatever is wrong becomes a warning, and nothing is lost."""
    problem = problem_with(text, room, key, files, base, steps)
    if problem:
        gr.Warning(problem)
        return gr.skip()
    outline = room.outline(base)
    pictures, _refused = read_pictures(text, files, outline.size, outline.channels)
    if not pictures:
        gr.Warning(text["finetune.none_usable"])
        return gr.skip()
    spec = Spec(
        name=name.strip()[:40] or text["finetune.default_name"],
        owner=hash_of(key),
        base=room.path_of(base),
        steps=int(steps),
        created=time.time(),
    )
    try:
        job = room.jobs.create(spec, np.stack(pictures))
    except OSError as error:
        gr.Warning(text("finetune.cannot_write", reason=error.strerror))
        return gr.skip()
    for path in files:
        Path(path).unlink(missing_ok=True)  # the job keeps only what the network sees
    room.supervisor.submit(job)
    return None


def problem_with(text: Text, room: Room, key: str, files: list[str] | None, base: str, steps: float) -> str | None:
    """Why this request cannot become a job, or None."""
    if room.jobs is None:
        return text("finetune.no_folder", folder=room.jobs_path)
    if not files:
        return text["finetune.no_pictures"]
    if len(files) > MOST_PICTURES:
        return text("finetune.too_many", count=len(files), most=MOST_PICTURES)
    if steps is None or not LEAST_STEPS <= steps <= MOST_STEPS:
        return text("finetune.bad_setting", low=LEAST_STEPS, high=MOST_STEPS)
    if not hash_of(key) or not room.may_use(base, hash_of(key)) or room.outline(base) is None:
        return text["denoise.bad_setting"]
    job = latest(room, key)
    if job and job.status().state in BUSY:
        return text["finetune.already"]
    waiting = sum(job.status().state == State.QUEUED for job in room.jobs.all())
    if waiting >= MOST_QUEUED:
        return text("finetune.queue_full", count=waiting)
    return None


def stop_job(text: Text, room: Room, key: str) -> None:
    job = latest(room, key)
    if job and job.status().state in BUSY:
        room.supervisor.stop(job)


def resume_job(text: Text, room: Room, key: str) -> None:
    job = latest(room, key)
    if job and can_resume(job):
        room.supervisor.submit(job)


def can_resume(job: Job) -> bool:
    return job.status().state in OVER - {State.DONE}


def refresh(text: Text, room: Room, key: str) -> tuple[Any, ...]:
    """Everything that is shown of the owner's latest job, from its directory."""
    job = latest(room, key)
    networks = gr.Dropdown(choices=network_choices(text, room, hash_of(key)))
    if job is None:
        return "", None, gr.skip(), gr.skip(), gr.skip(), networks, networks, gr.Timer(active=False)
    state, metrics = job.status().state, job.metrics()
    return (
        fingerprint(job),
        job_value(job, text),
        loss_chart(text, metrics),
        gr.Button(interactive=state in BUSY - {State.STOPPING}),
        gr.Button(interactive=can_resume(job)),
        networks,
        networks,
        gr.Timer(active=state in BUSY),
    )


def tick(text: Text, room: Room, key: str, shown: str) -> tuple[Any, ...]:
    """Once a second while a job is alive: refresh if anything has changed."""
    job = latest(room, key)
    if job is not None and fingerprint(job) == shown:
        return (gr.skip(),) * 8
    return refresh(text, room, key)


def fingerprint(job: Job) -> str:
    """Changes whenever something that is shown of the job does."""
    metrics = job.folder / "metrics.jsonl"
    size = metrics.stat().st_size if metrics.exists() else 0
    return f"{job.id} {job.status().state} {size} {len(job.samples())}"


def loss_chart(text: Text, metrics: list[dict[str, float]]) -> Any:
    if len(metrics) < 2:
        return gr.HTML(visible=False)
    steps = np.array([line["step"] for line in metrics])
    losses = np.array([line["loss"] for line in metrics])
    figure = loss_figure(steps, losses, (text["finetune.loss"], text["finetune.loss_smooth"]), text["finetune.axis"])
    return gr.HTML(chart_value(figure), visible=True)
