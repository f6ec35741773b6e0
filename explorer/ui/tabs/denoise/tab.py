"""The Denoise tab: a reverse chain streams in while the network computes it, and is then the browser's."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import takewhile
from typing import Any

import gradio as gr

from ... import schedule_fields
from ...chains import recorded
from ...chains.answer import answer
from ...chains.fair_queue import TooLong
from ...chains.latest import Latest
from ...chains.request import read_request
from ...chains.service import ChainService
from ...chains.settings import DUEL, FIELDS, RIVAL, START, WALK, WHERE, usual_values
from ...components.line import line
from ...networks import Networks
from ...owner import hash_of
from ...schedule_fields import MAX_T
from ...settings import Setting, by_link_name, choice, flag, whole
from ...tab import Page, Restorer, Tab
from ...text import Text
from ...widgets import PRIVATE, SETTLED, UNCHECKED, by_name, intro, network_choices, new_seed_button, warn
from . import hub, perfect_fold
from .classes.class_pictures import class_pictures
from .export.export_bar import export_bar
from .fields import field, label_choices_update, start_fields, updates, walk_fields
from .microscope import microscope
from .player import player

# run: whether the chain is shown, and at: where it has come to.
SETTINGS = {name: each for name, each in FIELDS.items() if name != "picture"} | {
    "run": flag(),
    "at": whole(None, 0, MAX_T),
}
PLACED = ("source", "sampler", "eta", "steps", "guidance", "foreign")  # the settings of a walk that have their place


def build(page: Page) -> None:
    text, networks, owner = page.text, page.networks, page.owner
    own, rival = walk_fields(text, networks), walk_fields(text, networks)
    start = start_fields(text, networks, page.picture)
    duel = field(text, "duel", DUEL["duel"])
    with gr.Row(elem_classes="dx-tab"):
        with gr.Column(scale=0, min_width=280, elem_classes="dx-controls"):
            own["source"].render()
            start["label"].render()
            start["kind"].render()
            about = line(classes="dx-quiet", visible=False)
            start["t"].render()
            own["sampler"].render()
            own["eta"].render()
            own["steps"].render()
            with gr.Row(elem_classes="dx-seed"):
                start["seed"].render()
                new = gr.Button(text["denoise.new"], size="sm", min_width=80)
            start["other"].render()
            with gr.Row(elem_classes="dx-run"):
                run = gr.Button(text["denoise.run"], variant="primary", min_width=100, elem_id="denoise-run")
                stop = gr.Button(text["denoise.stop"], min_width=80, elem_id="denoise-stop")
            with gr.Accordion(text["denoise.more"], open=False):
                where = field(text, "where", choice(WHERE), render=True)
                own["guidance"].render()
                start["count"].render()
                for name in WALK:
                    if name not in PLACED:
                        own[name].render()
            own["foreign"].render()
            with gr.Accordion(text["denoise.duel_title"], open=False):
                duel.render()
                for each in rival.values():
                    each.render()
            status = line(text["denoise.loading"], "dx-quiet dx-live")
            hub.build(text, networks, owner, own["source"])
        with gr.Column(scale=1, elem_classes="dx-show"):
            intro(text, "denoise")
            screen = player(text, opens(text, networks))
            microscope(text)
            perfect_fold.build(text, networks, owner, own["source"], start["label"])
            export_bar(text)
            class_pictures(text)

    fields = named(WALK, own) | named(START, start) | {"duel": duel} | named(WALK, rival, RIVAL)
    page.fields |= {name: each for name, each in fields.items() if name != "picture"}
    source, kind, label = own["source"], start["kind"], start["label"]
    new_seed_button(new, start["seed"])
    where.change(None, where, None, js="(where) => window.places.choose(where)", **PRIVATE)
    for walk in (own, rival):
        walk["sampler"].change(lambda name: gr.Slider(visible=name == "ddim"), walk["sampler"], walk["eta"], **PRIVATE)
    duel.change(partial(rivals, text, networks), owner, rival["source"], **PRIVATE)
    needed = [about, start["t"], start["other"], start["count"]]
    kind.change(partial(needed_fields, text), kind, needed, **PRIVATE)
    # `input`, not `change`: a link says its label itself.
    kind.input(partial(own_class, networks), [kind, source, page.picture], label, **PRIVATE)

    def class_of_chosen(kind: str, source: str, event: gr.EventData) -> Any:  # Gradio warns of a partial with an event
        return own_class(networks, kind, source, event.kind)

    page.fields["picture"].choose(class_of_chosen, [kind, source], label, **PRIVATE)
    source.change(partial(label_choices_update, text, networks), [source, label], label, js=SETTLED, **PRIVATE)
    announced = {"fn": partial(announce, text, networks), "inputs": [owner, source], "outputs": status,
                 "concurrency_limit": None, **PRIVATE}  # fmt: skip
    source.change(**announced)
    source.change(None, source, None, js="(source) => window.explorer.set({ source })", **PRIVATE)
    # Before the chain: Gradio waits for the end of each before it begins the next.
    run.click(None, None, None, js="() => window.explorer.link.put({ run: true })", **PRIVATE)
    values = fields | {name: page.fields[name] for name in schedule_fields.SETTINGS} | {"where": where}
    asked = {"fn": by_name(partial(denoise, text, page.chains), values),
             "inputs": [page.latest, owner, *values.values()], "outputs": screen, "concurrency_limit": None,
             "trigger_mode": "multiple", **UNCHECKED}  # fmt: skip
    run.click(**asked, js=f"(...values) => window.places.placed(values, {json.dumps([*values])})")
    screen.elsewhere(**asked, js="() => window.places.again()")
    stop.click(end, page.latest, None, concurrency_limit=None, **PRIVATE)
    page.connect(partial(page.on_open, **announced))
    page.restorers.append(Restorer([], lambda said, who: {
        fields[name]: update for name, update in updates(text, networks, said, who).items()
    }))  # fmt: skip


def named(table: Mapping[str, Setting], fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields by what a link calls their settings."""
    return dict(zip(by_link_name(table, prefix), (fields[name] for name in table), strict=True))


def needed_fields(text: Text, kind: str) -> tuple[Any, ...]:
    """What to say of a start, and which fields it needs: t, the other seed, the number of pictures."""
    said = text.get(f"denoise.about.{kind}", "")
    return (
        gr.HTML(said, visible=bool(said)),
        gr.Slider(visible=kind == "picture"),
        gr.Number(visible=kind == "between"),
        gr.Slider(visible=kind in ("noise", "picture")),
    )


def own_class(networks: Networks, kind: str, source: str, picture: Any) -> Any:
    """The label of a picture that is to be encoded, where the network knows its class: with another one, the way back
    may lead elsewhere.
    """
    outline = networks.outline(source)
    if kind != "again" or not isinstance(picture, str) or outline is None or picture not in outline.labels:
        return gr.skip()
    return str(outline.labels.index(picture))


def opens(text: Text, networks: Networks) -> bool:
    """Whether the chain of the usual settings is recorded."""
    outline = networks.outline(networks.default)
    values = usual_values(networks.default, outline.labels if outline else ())
    return recorded.find(read_request(text, values)) is not None


def rivals(text: Text, networks: Networks, key: str) -> Any:
    """The networks that the second chain may have: by now there may be more."""
    return gr.Dropdown(network_choices(text, networks, hash_of(key)))


def announce(text: Text, networks: Networks, key: str, source: str) -> Iterator[str]:
    """Say that a network is being loaded, then what it is: the page stays usable meanwhile."""
    yield text["denoise.loading"]
    if not networks.may_use(source, hash_of(key)):
        yield text["denoise.bad_setting"]
        return
    try:
        checkpoint = networks.load(source)
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


def denoise(text: Text, chains: ChainService, latest: Latest, key: str, values: Mapping[str, Any]) -> Iterator[Any]:
    """Run the chains that the fields ask for and yield what the player shows, while they are the page's latest; a bad
    request is a warning.
    """
    wanted = latest.claim()
    try:
        packets = answer(text, chains, key, values)
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


async def end(latest: Latest) -> None:
    """End the page's chain. On the event loop: all threads may be busy with chains."""
    latest.claim()


TAB = Tab(
    "denoise",
    build,
    SETTINGS,
    folds=("microscope",),
    hidden=(".dx-film", ".dx-export_bar", ".dx-perfect", ".dx-status label",
            ".dx-microscope :is(.dx-check, .dx-chosen, .dx-along)"),
)  # fmt: skip
