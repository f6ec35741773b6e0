"""The Fine-tune tab: pictures in, a background job, and what it has learned so far, as its directory tells."""

import time
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import gradio as gr

from ....training.jobs.quota import OWNER_BYTES, TOTAL_BYTES, is_full
from ....training.jobs.records import Spec, State
from ....training.jobs.supervisor import KEEP_S
from ...clients import asking, pseudonym
from ...components.chart.chart import chart
from ...components.line import line
from ...networks import Networks
from ...owner import hash_of
from ...settings import is_number, is_whole
from ...tab import Page, Tab
from ...text import Text
from ...uploads import picture_files
from ...widgets import PRIVATE, UNCHECKED, by_name, intro, network_choices, warn
from . import after, publish
from .examples.example_sets import example_sets, take
from .gallery import Picture, gallery
from .job_panel import job_panel
from .job_view import BUSY, MORE_STEPS, MOST_STEPS, can_extend, can_resume, latest, refresh, tick, train_portion
from .own_pictures import are_places, look, squares, take_in, take_out

MOST_QUEUED = 16
MOST_OWN = 2  # going or waiting, of one client
LEAST_STEPS = 10
LEAST_LR, MOST_LR, MOST_BATCH = 1e-5, 1e-2, 64
# What is sent last is where the squares lie, which only the browser knows.
PLACES = "(...said) => [...said.slice(0, -1), window.crops.places()]"


class Options(NamedTuple):
    """How to train, as far as most leave it as it is: as in Spec, but `new_class` makes the result's name a label, and
    `places` says of pictures that are not square where the square lies, see own_pictures.
    """

    light: bool = False
    scratch: bool = False
    new_class: bool = False
    flip: bool = False
    lr: float = Spec.lr
    batch: float = Spec.batch
    places: Mapping[str, float] = MappingProxyType({})


def build(page: Page) -> None:
    text, networks, owner, model = page.text, page.networks, page.owner, page.fields["net"]
    intro(text, "finetune", "dx-first")
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls dx-first"):
            files = picture_files(text["finetune.files"], 180)
            base = gr.Dropdown(network_choices(text, networks, ""), value=networks.default, label=text["finetune.base"])
            name = gr.Textbox(text["finetune.default_name"], label=text["finetune.name"], max_length=40)
            steps = gr.Slider(LEAST_STEPS, 2000, 400, step=10, label=text["finetune.steps"])
            gr.Markdown(text["finetune.steps_info"], elem_classes="dx-quiet")
            with gr.Accordion(text["finetune.more"], open=False):
                options = {
                    "light": gr.Checkbox(False, label=text["finetune.light"], info=text["finetune.light_info"]),
                    "scratch": gr.Checkbox(False, label=text["finetune.scratch"], info=text["finetune.scratch_info"]),
                    "new_class": gr.Checkbox(
                        False, label=text["finetune.new_class"], info=text["finetune.new_class_info"]
                    ),
                    "flip": gr.Checkbox(False, label=text["finetune.flip"], info=text["finetune.flip_info"]),
                    "lr": gr.Number(Spec.lr, label=text["finetune.lr"], step=1e-5),
                    "batch": gr.Slider(1, MOST_BATCH, Spec.batch, step=1, label=text["finetune.batch"]),
                }
            with gr.Row(elem_classes="dx-run"):
                start = gr.Button(text["finetune.start"], variant="primary", elem_id="finetune-start")
            with gr.Row():
                stop = gr.Button(text["finetune.stop"], interactive=False, min_width=80)
                resume = gr.Button(text["finetune.resume"], interactive=False, min_width=80)
            line(text("finetune.kept", hours=KEEP_S / 3600, gigabytes=OWNER_BYTES / 1e9), "dx-quiet")
            line(text["finetune.forgotten"], "dx-forgets dx-warning")
        with gr.Column(scale=1, elem_classes="dx-show"):
            if networks.jobs is None:
                line("⚠ " + text("finetune.no_folder", folder=networks.jobs_path), "dx-warning")
            elif networks.jobs_are_temporary:
                line("⚠ " + text("finetune.temporary", folder=networks.jobs_path), "dx-warning")
            if networks.portions:
                line(text["finetune.portions"], "dx-quiet")
            seen = gallery(text)
            with gr.Row(elem_classes="dx-learning"):
                with gr.Column(scale=3, min_width=320):
                    panel = job_panel(text)
                    then = after.build(page)
                with gr.Column(scale=1, min_width=220):
                    learnt = gallery(text, removable=False)
            examples = example_sets(text)
            loss = chart(text, "loss", text["finetune.loss_title"], visible=False)
            publish.build(text, networks, owner)
    shown, pictures, refused = gr.State(""), gr.State([]), gr.State([])
    timer = gr.Timer(1.0, active=False)

    views = [shown, panel, learnt, loss, stop, resume, *then, model, base, timer]
    look_at = {
        "fn": partial(look, text, networks),
        "inputs": [owner, pictures, refused, base],
        "outputs": seen,
        "trigger_mode": "always_last",  # not "once": what comes while one looks would never be shown
        **PRIVATE,
    }
    files.upload(partial(take_in, text), [pictures, files], [pictures, refused, files], **PRIVATE).then(**look_at)
    one_by_one = {"trigger_mode": "multiple", "concurrency_limit": 1}  # each adds to what the one before has left
    examples.take(take, pictures, [pictures, refused], **one_by_one, **PRIVATE).then(**look_at)
    seen.remove(take_out, pictures, [pictures, refused], **PRIVATE).then(**look_at)
    base.change(**look_at)
    refresh_views = {"fn": partial(refresh, text, networks), "inputs": owner, "outputs": views, **PRIVATE}
    start.click(
        by_name(partial(start_job, text, networks), [*options, "places"]),
        [owner, pictures, base, name, steps, *options.values(), seen],
        [pictures, refused],
        js=PLACES,
        **UNCHECKED,
    ).then(**look_at).then(**refresh_views)
    further_job = partial(resume_job, more=MORE_STEPS)
    for button, handler in ((stop, stop_job), (resume, resume_job), (then.further, further_job)):
        button.click(partial(handler, text, networks), owner, None, **PRIVATE).then(**refresh_views)
    timer.tick(partial(tick, text, networks), [owner, shown], views, concurrency_limit=None, **PRIVATE)
    if networks.portions:
        timer.tick(partial(train_portion, text, networks), owner, None, concurrency_limit=None, **PRIVATE)
    page.connect(partial(page.on_open, **refresh_views))


def start_job(
    text: Text,
    networks: Networks,
    key: str,
    pictures: list[Picture],
    base: str,
    name: str,
    steps: float,
    options: Mapping[str, Any],
) -> tuple[Any, Any]:
    """Queue a new job and empty the gallery; whatever is wrong becomes a warning, and nothing is lost."""
    chosen = Options(**options)
    problem = problem_with(text, networks, key, pictures, base, steps, chosen)
    if problem:
        warn(text, problem)
        return gr.skip(), gr.skip()
    outline = networks.outline(base)
    assert networks.jobs and networks.supervisor and outline  # or there would be a problem
    name = str(name).strip()[:40] or text["finetune.default_name"]
    spec = Spec(
        name=name,
        owner=hash_of(key),
        base=networks.path_of(base),
        steps=int(steps),
        created=time.time(),
        batch=int(chosen.batch),
        lr=float(chosen.lr),
        label=name if chosen.new_class else "",
        light=bool(chosen.light),
        scratch=bool(chosen.scratch),
        flip=bool(chosen.flip),
        client=pseudonym(asking.get()),
    )
    with networks.submitting:
        problem = crowded(text, networks, key)  # others may be as quick
        if problem:
            warn(text, problem)
            return gr.skip(), gr.skip()
        try:
            job = networks.jobs.create(spec, squares(pictures, chosen.places, outline))
        except OSError as error:
            warn(text, text("finetune.cannot_write", reason=error.strerror))
            return gr.skip(), gr.skip()
    networks.supervisor.submit(job)  # it is queued already, so this writes nothing
    return [], []


def problem_with(
    text: Text, networks: Networks, key: str, pictures: list[Picture], base: str, steps: float, options: Options
) -> str | None:
    """Why this request cannot become a job, or None."""
    if networks.jobs is None:
        return text("finetune.no_folder", folder=networks.jobs_path)
    if not pictures:
        return text["finetune.no_pictures"]
    for field, value, low, high in (("steps", steps, LEAST_STEPS, MOST_STEPS), ("batch", options.batch, 1, MOST_BATCH)):
        if not is_whole(value, low, high):
            return text("app.whole", name=text[f"finetune.{field}"], low=low, high=high)
    if not is_number(options.lr, LEAST_LR, MOST_LR):
        return text("app.number", name=text["finetune.lr"], low=LEAST_LR, high=MOST_LR)
    outline = networks.outline(base) if hash_of(key) and networks.may_use(base, hash_of(key)) else None
    if outline is None or not are_places(options.places):
        return text["denoise.bad_setting"]
    if options.new_class and not outline.labels:
        return text["finetune.no_classes"]
    return crowded(text, networks, key)


def crowded(text: Text, networks: Networks, key: str) -> str | None:
    """Why there is no room for another job of this owner at the moment, or None."""
    assert networks.jobs  # or nobody would ask
    job = latest(networks, key)
    if job and job.status().state in BUSY:
        return text["finetune.already"]
    client = pseudonym(asking.get())
    own = sum(client != "" and job.spec.client == client and job.status().state in BUSY for job in networks.jobs.all())
    if own >= MOST_OWN:
        return text("finetune.own_full", count=own)
    waiting = sum(job.status().state == State.QUEUED for job in networks.jobs.all())
    if waiting >= MOST_QUEUED:
        return text("finetune.queue_full", count=waiting)
    if is_full(networks.jobs):
        return text("finetune.full", gigabytes=TOTAL_BYTES / 1e9)
    return None


def stop_job(text: Text, networks: Networks, key: str) -> None:
    job = latest(networks, key)
    if job and networks.supervisor and job.status().state in BUSY:
        try:
            networks.supervisor.stop(job)
        except OSError as error:
            warn(text, text("finetune.cannot_stop", reason=error.strerror))


def resume_job(text: Text, networks: Networks, key: str, more: int = 0) -> None:
    """Go on with the owner's latest job; with one that is done, for so many steps more."""
    job = latest(networks, key)
    if job is None or networks.supervisor is None:
        return
    with networks.submitting:
        if not (can_extend(job) if more else can_resume(job)):
            return
        problem = crowded(text, networks, key)
        if problem:
            warn(text, problem)
            return
        try:
            if more:
                job.extend(job.spec.steps + more)
            networks.supervisor.submit(job)
        except OSError as error:
            warn(text, text("finetune.cannot_write", reason=error.strerror))


TAB = Tab("finetune", build, {})
