"""The Denoise tab: a reverse chain streams in while the network computes it, and is then the browser's."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

import gradio as gr

from .. import hub, perfect
from ..chain_answer import answer
from ..chain_request import ANY, CLIPS, MAX_COUNT, MAX_GUIDANCE, MAX_START, MAX_STEPS, SAMPLERS, STARTS, usual_label
from ..components.export_bar import export_bar
from ..components.line import line
from ..components.player import microscope, player
from ..owner import hash_of
from ..places import TooLong
from ..room import Room
from ..text import Text
from ..turn import Turn
from ..widgets import PRIVATE, SETTLED, UNCHECKED, label_name, network_choices, new_seed_button, warn


class WalkFields(NamedTuple):
    """How a chain walks, as fields: chain_request.Walk. The names are those in a link."""

    net: gr.Dropdown
    sampler: gr.Dropdown
    eta: gr.Slider
    steps: gr.Slider
    guidance: gr.Slider
    clip: gr.Radio
    foreign: gr.Checkbox


class DenoiseTab(NamedTuple):
    """link: the fields that a link names."""

    model: gr.Dropdown
    foreign: gr.Checkbox
    status: gr.HTML  # a line
    turn: gr.State  # Turn: who takes it ends the chain
    start: gr.Dropdown
    label: gr.Radio
    link: dict[str, gr.Component]


def build(
    text: Text, room: Room, owner: gr.BrowserState, schedule: list[gr.Component], picture: gr.State
) -> DenoiseTab:
    """`schedule` are the fields of the Schedules tab, as make_schedules takes them; `picture` is the Noise tab's."""
    own, rival = walk_fields(text, room), walk_fields(text, room)
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            own.net.render()
            label = gr.Radio(
                **label_choices(text, room, room.default), label=text["denoise.label"], elem_classes="dx-labels"
            )
            kind = gr.Dropdown(
                [(text[f"denoise.start.{name}"], name) for name in STARTS], value="noise", label=text["denoise.start"]
            )
            about = line(classes="dx-quiet", visible=False)
            t = gr.Slider(1, MAX_START, 400, step=1, label=text["denoise.t"], visible=False)
            own.sampler.render()
            own.eta.render()
            own.steps.render()
            with gr.Row(elem_classes="dx-seed"):
                seed = gr.Number(0, label=text["denoise.seed"], min_width=100)
                new = gr.Button(text["denoise.new"], size="sm", min_width=80)
            other = gr.Number(1, label=text["denoise.other"], visible=False)
            with gr.Row(elem_classes="dx-run"):
                run = gr.Button(text["denoise.run"], variant="primary", min_width=100, elem_id="denoise-run")
                stop = gr.Button(text["denoise.stop"], min_width=80, elem_id="denoise-stop")
            with gr.Accordion(text["denoise.more"], open=False):
                own.guidance.render()
                count = gr.Slider(1, MAX_COUNT, 1, step=1, label=text["denoise.count"])
                own.clip.render()
            own.foreign.render()
            with gr.Accordion(text["denoise.duel"], open=False):
                duel = gr.Checkbox(False, label=text["denoise.duel_on"], info=text["denoise.duel_info"])
                for field in rival:
                    field.render()
            status = line(text["denoise.loading"], "dx-quiet dx-live")
            hub.build(text, room, owner, own.net)
        with gr.Column(scale=1, elem_classes="dx-show"):
            gr.Markdown(text["denoise.intro"], elem_classes="dx-intro")
            screen = player(text)
            microscope(text)
            perfect.build(text, room, owner, own.net, label)
            export_bar(text)

    new_seed_button(new, seed)
    for fields in (own, rival):
        fields.sampler.change(lambda name: gr.Slider(visible=name == "ddim"), fields.sampler, fields.eta, **PRIVATE)
    duel.change(partial(rivals, text, room), owner, rival.net, **PRIVATE)
    kind.change(partial(start_fields, text), kind, [about, t, other, count], **PRIVATE)
    # `input`, not `change`: a link says its label itself.
    kind.input(partial(own_class, room), [kind, own.net, picture], label, **PRIVATE)
    own.net.change(partial(label_choices_update, text, room), [own.net, label], label, js=SETTLED, **PRIVATE)
    own.net.change(partial(announce, text, room), [owner, own.net], status, concurrency_limit=None, **PRIVATE)
    start = [kind, label, seed, count, other, t, picture]
    turn = gr.State(Turn())
    # Before the chain: Gradio waits for the end of each before it begins the next.
    run.click(None, None, None, js="() => window.explorer.link.put({ run: true })", **PRIVATE)
    run.click(
        partial(denoise, text, room),
        [turn, owner, *own, *start, duel, *rival, *schedule],
        screen,
        concurrency_limit=None,
        trigger_mode="multiple",
        **UNCHECKED,
    )
    stop.click(end, turn, None, concurrency_limit=None, **PRIVATE)
    named = {"label": label, "start": kind, "from": t, "to": other, "seed": seed, "count": count, "duel": duel}
    second = {f"rival_{name}": field for name, field in rival._asdict().items()}
    return DenoiseTab(own.net, own.foreign, status, turn, kind, label, own._asdict() | named | second)


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
        gr.HTML(said, visible=bool(said)),
        gr.Slider(visible=kind == "picture"),
        gr.Number(visible=kind == "between"),
        gr.Slider(visible=kind in ("noise", "picture")),
    )


def own_class(room: Room, kind: str, source: str, picture: Any) -> Any:
    """The label of a picture that is to be encoded, where the network knows its class: with another one, the way back
    may lead elsewhere.
    """
    outline = room.outline(source)
    if kind != "again" or not isinstance(picture, str) or outline is None or picture not in outline.labels:
        return gr.skip()
    return str(outline.labels.index(picture))


def rivals(text: Text, room: Room, key: str) -> Any:
    """The networks that the second chain may have: by now there may be more."""
    return gr.Dropdown(network_choices(text, room, hash_of(key)))


def label_choices(text: Text, room: Room, source: str) -> dict[str, Any]:
    """The choices and the value of the label picker for a network."""
    outline = room.outline(source)
    labels = outline.labels if outline else ()
    options = [(text["denoise.any"], ANY), *((label_name(text, name), str(i)) for i, name in enumerate(labels))]
    return {"choices": options, "value": usual_label(labels)}


def label_choices_update(text: Text, room: Room, source: str, label: str) -> Any:
    """The labels of a network that was just chosen; the one that is chosen stays if it is among them."""
    offered = label_choices(text, room, source)
    if label in [value for _, value in offered["choices"]]:
        offered["value"] = label
    return gr.Radio(**offered)


def announce(text: Text, room: Room, key: str, source: str) -> Iterator[str]:
    """Say that a network is being loaded, then what it is: the page stays usable meanwhile."""
    yield text["denoise.loading"]
    if not room.may_use(source, hash_of(key)):
        yield text["denoise.bad_setting"]
        return
    try:
        checkpoint = room.load(source)
    except ValueError as error:
        yield f"⚠ {text.error(error)}"
        return
    yield text(
        "denoise.ready",
        name=checkpoint.name,
        params=sum(p.numel() for p in checkpoint.denoiser.network.parameters()) / 1e6,
        size=checkpoint.shape[1],
        device=checkpoint.device.type.upper(),
    )


def denoise(text: Text, room: Room, turn: Turn, key: str, *inputs: Any) -> Iterator[Any]:
    """Run the chains that the fields ask for and yield what the player shows, while it is their turn; a bad request
    is a warning.
    """
    wanted = turn.take()
    try:
        packets = answer(text, room, key, *inputs)
    except ValueError as error:
        warn(text, text.error(error))
        return
    with closing(packets):
        try:
            yield from takewhile(lambda _: wanted(), packets)
        except TooLong as error:
            warn(text, text(error.reason, **error.values))
        except ValueError as error:  # too little memory, say
            warn(text, text.error(error))
            return
    yield gr.skip()  # Gradio sends what comes last twice


async def end(turn: Turn) -> None:
    """End the page's chain. On the event loop: all threads may be busy with chains."""
    turn.take()
