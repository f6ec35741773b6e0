"""The Denoise tab: a reverse chain streams in while the network computes it, and is then the browser's."""

import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import gradio as gr

from .. import hub, perfect
from ..ahead import ahead
from ..chain_request import (
    ANY,
    CLIPS,
    MAX_COUNT,
    MAX_GUIDANCE,
    MAX_START,
    MAX_STEPS,
    SAMPLERS,
    STARTS,
    BadRequest,
    Request,
    read_request,
)
from ..components.export_bar import export_bar
from ..components.player import microscope, player, waiting
from ..owner import hash_of
from ..room import Room
from ..text import Text
from ..widgets import PRIVATE, network_choices, new_seed_button


class WalkFields(NamedTuple):
    """How a chain walks, as fields: chain_request.Walk."""

    model: gr.Dropdown
    sampler: gr.Dropdown
    eta: gr.Slider
    steps: gr.Slider
    guidance: gr.Slider
    clip: gr.Radio
    foreign: gr.Checkbox


class DenoiseTab(NamedTuple):
    model: gr.Dropdown
    rival: gr.Dropdown
    label: gr.Radio
    foreign: gr.Checkbox
    status: gr.Markdown


def build(
    text: Text, room: Room, owner: gr.BrowserState, schedule: list[gr.Component], picture: gr.State
) -> DenoiseTab:
    """`schedule` are the fields of the Schedules tab, as make_schedules takes them; `picture` is the Noise tab's."""
    own, rival = walk_fields(text, room), walk_fields(text, room)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            own.model.render()
            label = gr.Radio(**label_choices(text, room, room.default), label=text["denoise.label"])
            kind = gr.Dropdown(
                [(text[f"denoise.start.{name}"], name) for name in STARTS], value="noise", label=text["denoise.start"]
            )
            about = gr.Markdown(visible=False, elem_classes="dx-quiet")
            t = gr.Slider(1, MAX_START, 400, step=1, label=text["denoise.t"], visible=False)
            own.sampler.render()
            own.eta.render()
            own.steps.render()
            with gr.Row(elem_classes="dx-seed"):
                seed = gr.Number(0, precision=0, minimum=0, label=text["denoise.seed"], min_width=100)
                new = gr.Button(text["denoise.new"], size="sm", min_width=80)
            other = gr.Number(1, precision=0, minimum=0, label=text["denoise.other"], visible=False)
            with gr.Row(elem_classes="dx-run"):
                run = gr.Button(text["denoise.run"], variant="primary", min_width=100, elem_id="denoise-run")
                stop = gr.Button(text["denoise.stop"], min_width=80)
            with gr.Accordion(text["denoise.more"], open=False):
                own.guidance.render()
                count = gr.Slider(1, MAX_COUNT, 1, step=1, label=text["denoise.count"])
                own.clip.render()
            own.foreign.render()
            with gr.Accordion(text["denoise.duel"], open=False):
                duel = gr.Checkbox(False, label=text["denoise.duel_on"], info=text["denoise.duel_info"])
                for field in rival:
                    field.render()
            status = gr.Markdown(text["denoise.loading"], elem_classes="dx-quiet")
            hub.build(text, room, owner, own.model)
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["denoise.intro"], elem_classes="dx-intro")
            screen = player(text)
            microscope(text)
            perfect.build(text, room, owner, own.model, label)
            export_bar(text)

    new_seed_button(new, seed)
    for fields in (own, rival):
        fields.sampler.change(lambda name: gr.Slider(visible=name == "ddim"), fields.sampler, fields.eta, **PRIVATE)
    duel.change(partial(rivals, text, room), owner, rival.model, **PRIVATE)
    kind.change(partial(start_fields, text), kind, [about, t, other, count], **PRIVATE)
    own.model.change(partial(label_choices_update, text, room), own.model, label, **PRIVATE)
    own.model.change(partial(announce, text, room), [owner, own.model], status, concurrency_limit=None, **PRIVATE)
    start = [kind, label, seed, count, other, t, picture]
    chain = run.click(
        partial(denoise, text, room),
        [owner, *own, *start, duel, *rival, *schedule],
        screen,
        concurrency_limit=None,
        **PRIVATE,
    )
    stop.click(None, cancels=chain, **PRIVATE)
    return DenoiseTab(own.model, rival.model, label, own.foreign, status)


def walk_fields(text: Text, room: Room) -> WalkFields:
    """Not rendered yet: the page says where."""
    unseen = {"render": False}
    return WalkFields(
        gr.Dropdown(network_choices(text, room, ""), value=room.default, label=text["denoise.model"], **unseen),
        gr.Dropdown(
            [(text[f"denoise.{name}"], name) for name in SAMPLERS],
            value="ddim",
            label=text["denoise.sampler"],
            **unseen,
        ),
        gr.Slider(0, 1, 0, step=0.05, label=text["denoise.eta"], info=text["denoise.eta_info"], **unseen),
        gr.Slider(1, MAX_STEPS, 50, step=1, label=text["denoise.steps"], **unseen),
        gr.Slider(
            0, MAX_GUIDANCE, 1, step=0.1, label=text["denoise.guidance"], info=text["denoise.guidance_info"], **unseen
        ),
        gr.Radio(
            [(text[f"denoise.clip.{name}"], name) for name in CLIPS],
            value="trained",
            label=text["denoise.clip"],
            info=text["denoise.clip_info"],
            **unseen,
        ),
        gr.Checkbox(False, label=text["denoise.foreign"], info=text["denoise.foreign_info"], **unseen),
    )


def start_fields(text: Text, kind: str) -> tuple[Any, ...]:
    """What to say of a start, and which fields it needs: t, the other seed, the number of pictures."""
    said = text.get(f"denoise.about.{kind}", "")
    return (
        gr.Markdown(said, visible=bool(said)),
        gr.Slider(visible=kind == "picture"),
        gr.Number(visible=kind == "between"),
        gr.Slider(visible=kind in ("noise", "picture")),
    )


def rivals(text: Text, room: Room, key: str) -> Any:
    """The networks that the second chain may have: by now there may be more."""
    return gr.Dropdown(network_choices(text, room, hash_of(key)))


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


def denoise(text: Text, room: Room, key: str, *inputs: Any) -> Iterator[list[dict[str, Any]]]:
    """Run one or two reverse chains and yield what the player shows, as it is computed; a bad request is a warning.

    inputs: the fields of a Walk, of a Start, whether there is a duel, the fields of the second Walk, the schedules'.
    """
    fields = iter(inputs)
    own, start, (duel,), rival = ([next(fields) for _ in range(count)] for count in (7, 7, 1, 7))
    schedule = tuple(fields)
    try:
        requests = [read_request(text, walk, start, schedule) for walk in ((own, rival) if duel else (own,))]
        checkpoints = [permitted(text, room, key, request) for request in requests]
        if len({checkpoint.shape for checkpoint in checkpoints}) > 1:
            raise BadRequest(text["denoise.duel_shape"])
        label, first = requests[0].start.label, checkpoints[0]
        if label is not None and label >= len(first.labels):
            raise BadRequest(text["denoise.bad_setting"])
        # Another network may know other classes: then it draws anything.
        requests = [
            request if checkpoint.labels == first.labels else request._replace(start=request.start._replace(label=None))
            for request, checkpoint in zip(requests, checkpoints, strict=True)
        ]
        for request, checkpoint in zip(requests, checkpoints, strict=True):
            if not can_draw(request, checkpoint):
                raise BadRequest(text("denoise.needs_label", name=checkpoint.name))
    except ValueError as error:  # BadRequest, CheckpointError, DeviceError
        gr.Warning(str(error))
        return
    ask, both = secrets.token_hex(4), zip(requests, checkpoints, strict=True)
    yield from alternate(*(marked(watch(text, room, *one), side=side, ask=ask) for side, one in enumerate(both)))


def permitted(text: Text, room: Room, key: str, request: Request) -> Any:
    """The checkpoint of a request. Raises BadRequest, or what room.load raises."""
    if not room.may_use(request.walk.source, hash_of(key)):
        raise BadRequest(text["denoise.bad_setting"])
    return room.load(request.walk.source)


def can_draw(request: Request, checkpoint: Any) -> bool:
    """A network that was only trained with labels has nothing to say without one, nor to be guided away from."""
    denoiser = checkpoint.denoiser
    always = denoiser.network.config.num_class_embeds is not None and denoiser.no_label is None
    return not always or (request.start.label is not None and request.walk.guidance == 1)


def watch(text: Text, room: Room, request: Request, checkpoint: Any) -> Iterator[list[dict[str, Any]]]:
    """The packets of a chain, computed now or before."""
    from ..chain import chain

    return room.recordings.watch(
        (room.version(request.walk.source), request),
        lambda: ahead(waiting(room.places.queue(chain(text, request, checkpoint, room.places.working)))),
    )


def marked(packets: Iterator[list[dict[str, Any]]], **marks: Any) -> Iterator[list[dict[str, Any]]]:
    """Copies of the packets, which other pages may be watching too, with their side of the duel and who asked."""
    return ([packet | marks for packet in some] for some in packets)


def alternate(*iterators: Iterator[Any]) -> Iterator[Any]:
    """One item of each in turn, until all have ended."""
    going = list(iterators)
    try:
        while going:
            for iterator in list(going):
                try:
                    yield next(iterator)
                except StopIteration:
                    going.remove(iterator)
    finally:
        for iterator in going:
            iterator.close()
