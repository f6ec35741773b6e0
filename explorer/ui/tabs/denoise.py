"""The Denoise tab: a reverse chain streams in while the network computes it, and is then the browser's."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import gradio as gr

from .. import hub
from ..components.player import microscope, player, waiting
from ..owner import hash_of
from ..room import Room
from ..text import Text
from ..widgets import PRIVATE, is_seed, network_choices, new_seed_button
from .schedules import ParameterError, make_schedules

ANY = "any"
SAMPLERS = ("ddim", "ddpm", "ddpm-small", "euler", "heun", "dpmpp-2m")
MAX_STEPS, MAX_COUNT, MAX_GUIDANCE = 1000, 16, 8


class DenoiseTab(NamedTuple):
    model: gr.Dropdown
    label: gr.Radio
    foreign: gr.Checkbox
    status: gr.Markdown


def build(text: Text, room: Room, owner: gr.BrowserState, schedule: list[gr.Component]) -> DenoiseTab:
    """`schedule` are the fields of the Schedules tab, as make_schedules takes them."""
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            model = gr.Dropdown(network_choices(text, room, ""), value=room.default, label=text["denoise.model"])
            label = gr.Radio(**label_choices(text, room, room.default), label=text["denoise.label"])
            sampler = gr.Dropdown(
                [(text[f"denoise.{name}"], name) for name in SAMPLERS], value="ddim", label=text["denoise.sampler"]
            )
            steps = gr.Slider(1, MAX_STEPS, 50, step=1, label=text["denoise.steps"])
            with gr.Row(elem_classes="dx-seed"):
                seed = gr.Number(0, precision=0, minimum=0, label=text["denoise.seed"], min_width=100)
                new = gr.Button(text["denoise.new"], size="sm", min_width=80)
            with gr.Accordion(text["denoise.more"], open=False):
                guidance = gr.Slider(
                    0, MAX_GUIDANCE, 1, step=0.5, label=text["denoise.guidance"], info=text["denoise.guidance_info"]
                )
                count = gr.Slider(1, MAX_COUNT, 1, step=1, label=text["denoise.count"])
            foreign = gr.Checkbox(False, label=text["denoise.foreign"], info=text["denoise.foreign_info"])
            with gr.Row(elem_classes="dx-run"):
                run = gr.Button(text["denoise.run"], variant="primary", min_width=100, elem_id="denoise-run")
                stop = gr.Button(text["denoise.stop"], min_width=80)
            status = gr.Markdown(text["denoise.loading"], elem_classes="dx-quiet")
            hub.build(text, room, owner, model)
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["denoise.intro"], elem_classes="dx-intro")
            screen = player(text)
            microscope(text)

    new_seed_button(new, seed)
    model.change(partial(label_choices_update, text, room), model, label, **PRIVATE)
    model.change(partial(announce, text, room), [owner, model], status, concurrency_limit=None, **PRIVATE)
    chain = run.click(
        partial(denoise, text, room),
        [owner, model, label, sampler, steps, seed, guidance, count, foreign, *schedule],
        screen,
        concurrency_limit=None,
        **PRIVATE,
    )
    stop.click(None, cancels=chain, **PRIVATE)
    return DenoiseTab(model, label, foreign, status)


def label_choices(text: Text, room: Room, source: str) -> dict[str, Any]:
    """The choices and the value of the label picker for a network."""
    outline = room.outline(source)
    labels = outline.labels if outline else ()
    options = [(text["denoise.any"], ANY), *((name, str(i)) for i, name in enumerate(labels))]
    return {"choices": options, "value": options[min(4, len(labels))][1]}


def label_choices_update(text: Text, room: Room, source: str) -> Any:
    return gr.Radio(**label_choices(text, room, source))


def announce(text: Text, room: Room, key: str, source: str) -> Iterator[str]:
    """Say that a network is being loaded, then what it is: the page stays usable meanwhile."""
    yield text["denoise.loading"]
    if not room.may_use(source, hash_of(key)):
        yield text["denoise.bad_setting"]
        return
    try:
        checkpoint = room.load(source)
    except ValueError as error:
        yield f"⚠ {error}"
        return
    yield text(
        "denoise.ready",
        name=checkpoint.name,
        params=sum(p.numel() for p in checkpoint.denoiser.network.parameters()) / 1e6,
        size=checkpoint.shape[1],
        device=checkpoint.device.type.upper(),
    )


def denoise(
    text: Text,
    room: Room,
    key: str,
    source: str,
    label: str,
    sampler: str,
    steps: float,
    seed: float,
    guidance: float,
    count: float,
    foreign: bool = False,
    *fields: Any,
) -> Iterator[Any]:
    """Run a reverse chain and yield what the player shows, as it is computed; a bad request is a warning.

    With `foreign`, the schedule is the one that `fields` make, whatever the network was trained with.
    """
    settings = ((steps, 1, MAX_STEPS), (guidance, 0, MAX_GUIDANCE), (count, 1, MAX_COUNT))
    if not is_seed(seed):
        gr.Warning(text["denoise.bad_seed"])
        return
    valid = all(value is not None and low <= value <= high for value, low, high in settings)
    if not valid or sampler not in SAMPLERS or not room.may_use(source, hash_of(key)):
        gr.Warning(text["denoise.bad_setting"])
        return
    try:
        checkpoint = room.load(source)
    except ValueError as error:
        gr.Warning(str(error))
        return
    from ...diffusion.noise import Noise
    from ...diffusion.samplers import sample
    from ..components.chain_packets import packets

    number = None if label == ANY else int(label) if label.isdecimal() else -1
    if number is not None and not 0 <= number < len(checkpoint.labels):
        gr.Warning(text["denoise.bad_setting"])
        return
    denoiser = checkpoint.denoiser
    if foreign:
        try:
            denoiser = denoiser.under(next(iter(make_schedules(*fields).values())))
        except ParameterError as error:
            gr.Warning(text("schedules.bad", reason=text[str(error)]))
            return
    steps, seeds = min(int(steps), denoiser.schedule.T), range(int(seed), int(seed) + int(count))

    def chain() -> Iterator[Any]:
        noise = Noise(seeds)
        return packets(
            sample(
                denoiser,
                denoiser.schedule,
                noise.start(checkpoint.shape).to(checkpoint.device),
                rule=sampler,
                steps=steps,
                label=number,
                guidance=guidance,
                clip=checkpoint.clip,
                noise=noise,
            ),
            steps,
            denoiser.schedule,
            seeds,
            checkpoint.shape,
            checkpoint.clip,
        )

    key = (room.version(source), number, sampler, steps, seeds, guidance, fields if foreign else ())
    yield from room.recordings.watch(key, lambda: waiting(room.places.queue(chain())))
