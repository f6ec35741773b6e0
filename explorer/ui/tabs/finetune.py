"""The Fine-tune tab: pictures in, a background job, and what it has learned so far, as its directory tells."""

import html
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
import numpy as np

from ...images import data_uri
from ...training.job import Spec, State
from ...training.supervisor import KEEP_S
from .. import share
from ..components.chart import chart
from ..components.job_panel import job_panel
from ..job_view import BUSY, can_resume, latest, refresh, tick
from ..owner import hash_of
from ..room import Room
from ..text import Text
from ..uploads import read_pictures
from ..widgets import PRIVATE, network_choices

MOST_PICTURES, MOST_QUEUED = 200, 8
LEAST_STEPS, MOST_STEPS = 10, 5000
LEAST_LR, MOST_LR, MOST_BATCH = 1e-5, 1e-2, 64


class Options(NamedTuple):
    """How to train, as far as most leave it as it is: as in Spec, but `new_class` makes the result's name a label."""

    light: bool = False
    scratch: bool = False
    new_class: bool = False
    flip: bool = False
    lr: float = Spec.lr
    batch: float = Spec.batch


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
            with gr.Accordion(text["finetune.more"], open=False):
                options = Options(
                    gr.Checkbox(False, label=text["finetune.light"], info=text["finetune.light_info"]),
                    gr.Checkbox(False, label=text["finetune.scratch"], info=text["finetune.scratch_info"]),
                    gr.Checkbox(False, label=text["finetune.new_class"], info=text["finetune.new_class_info"]),
                    gr.Checkbox(False, label=text["finetune.flip"], info=text["finetune.flip_info"]),
                    gr.Number(Spec.lr, label=text["finetune.lr"], minimum=LEAST_LR, maximum=MOST_LR, step=1e-5),
                    gr.Slider(1, MOST_BATCH, Spec.batch, step=1, label=text["finetune.batch"]),
                )
            start = gr.Button(text["finetune.start"], variant="primary", elem_id="finetune-start")
            with gr.Row():
                stop = gr.Button(text["finetune.stop"], interactive=False, min_width=80)
                resume = gr.Button(text["finetune.resume"], interactive=False, min_width=80)
            gr.Markdown(text("finetune.kept", hours=KEEP_S / 3600), elem_classes="dx-quiet")
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["finetune.intro"], elem_classes="dx-intro")
            if room.jobs is None:
                gr.Markdown("⚠ " + text("finetune.no_folder", folder=room.jobs_path), elem_classes="dx-warning")
            seen = gr.HTML(elem_classes="dx dx-seen", apply_default_css=False, visible=False)
            panel = job_panel(text)
            loss = chart(text, text["finetune.loss_title"], visible=False)
            share.build(text, room, owner)
    shown = gr.State("")
    timer = gr.Timer(1.0, active=False)

    views = [shown, panel, loss, stop, resume, model, base, timer]
    look_at = (partial(look, text, room), [owner, files, base], seen)
    files.change(*look_at, **PRIVATE)
    base.change(*look_at, **PRIVATE)
    for button, handler, inputs, output in (
        (start, start_job, [owner, files, base, name, steps, *options], files),
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


def start_job(
    text: Text, room: Room, key: str, files: list[str] | None, base: str, name: str, steps: float, *options: Any
) -> Any:
    """Queue a new job and empty the drop zone; whatever is wrong becomes a warning, and nothing is lost."""
    chosen = Options(*options)
    problem = problem_with(text, room, key, files, base, steps, chosen)
    if problem:
        gr.Warning(problem)
        return gr.skip()
    outline = room.outline(base)
    pictures, _refused = read_pictures(text, files, outline.size, outline.channels)
    if not pictures:
        gr.Warning(text["finetune.none_usable"])
        return gr.skip()
    name = name.strip()[:40] or text["finetune.default_name"]
    spec = Spec(
        name=name,
        owner=hash_of(key),
        base=room.path_of(base),
        steps=int(steps),
        created=time.time(),
        batch=int(chosen.batch),
        lr=float(chosen.lr),
        label=name if chosen.new_class else "",
        light=bool(chosen.light),
        scratch=bool(chosen.scratch),
        flip=bool(chosen.flip),
    )
    with room.submitting:
        problem = crowded(text, room, key)  # others may have been quicker while the pictures were read
        if problem:
            gr.Warning(problem)
            return gr.skip()
        try:
            job = room.jobs.create(spec, np.stack(pictures))
        except OSError as error:
            gr.Warning(text("finetune.cannot_write", reason=error.strerror))
            return gr.skip()
    for path in files:
        Path(path).unlink(missing_ok=True)  # the job keeps only what the network sees
    room.supervisor.submit(job)
    return None


def problem_with(
    text: Text, room: Room, key: str, files: list[str] | None, base: str, steps: float, options: Options
) -> str | None:
    """Why this request cannot become a job, or None."""
    if room.jobs is None:
        return text("finetune.no_folder", folder=room.jobs_path)
    if not files:
        return text["finetune.no_pictures"]
    if len(files) > MOST_PICTURES:
        return text("finetune.too_many", count=len(files), most=MOST_PICTURES)
    if steps is None or not LEAST_STEPS <= steps <= MOST_STEPS:
        return text("finetune.bad_setting", low=LEAST_STEPS, high=MOST_STEPS)
    if not isinstance(options.lr, int | float) or not LEAST_LR <= options.lr <= MOST_LR:
        return text("finetune.bad_lr", low=LEAST_LR, high=MOST_LR)
    if not isinstance(options.batch, int | float) or not 1 <= options.batch <= MOST_BATCH:
        return text["denoise.bad_setting"]
    if not hash_of(key) or not room.may_use(base, hash_of(key)) or room.outline(base) is None:
        return text["denoise.bad_setting"]
    if options.new_class and not room.outline(base).labels:
        return text["finetune.no_classes"]
    return crowded(text, room, key)


def crowded(text: Text, room: Room, key: str) -> str | None:
    """Why there is no room for another job of this owner at the moment, or None."""
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
