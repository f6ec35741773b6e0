"""What a page gets that asks for chains: recorded ones at once, others as they are computed."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from ..clients import arrival
from ..networks import Networks, Outline
from ..owner import hash_of
from ..text import Text
from . import recorded
from .fair_queue import MOST_WORK
from .request import BadRequest, Request, read_request
from .script import Facts, about, note
from .service import ChainService, Packets
from .settings import DEVICE, RIVAL

REPEATED_S, REPEATED = 3.0, 300_000  # for how long, and up to how many characters: the page compares them each time


def answer(text: Text, chains: ChainService, key: str, values: Mapping[str, Any]) -> Packets:
    """One or two reverse chains, as the player shows them. Raises ValueError with a sentence, before the first packet.

    values: of the settings in FIELDS and of the Schedules tab, by their names in a link; and `where`, one of WHERE: if
    it is DEVICE, the page walks by itself, and gets a plan of each chain in place of the packets.
    """
    requests = read_requests(text, chains.networks, key, values)
    ask, here = round(1e6 * arrival()), values.get("where") == DEVICE
    both = [packets_of(text, chains, key, request, here) for request in requests]
    sides = enumerate(zip(requests, both, strict=True))
    return repeated(
        together(*(marked(text, request, packets, side=side, ask=ask) for side, (request, packets) in sides))
    )


def packets_of(text: Text, chains: ChainService, key: str, request: Request, here: bool) -> Packets:
    """The packets of a chain, or its plan, the first of them with what is said of where it runs, `on`. here: whether
    the page has the network.
    """
    offer = chains.offers.offer(request.walk.source, hash_of(key)) if here and not recorded.find(request) else {}
    if "sha256" in offer:
        packets, on = chains.plan(text, request, offer["sha256"]), text["denoise.on.device"]
    else:
        packets = chains.watch(text, request)
        on = chains.server(text, request)
    return ([packet | {"on": where(text, packet, on)} if "facts" in packet else packet for packet in some]
            for some in packets)  # fmt: skip


def where(text: Text, packet: dict[str, Any], on: str) -> str:
    """What is said of where a chain runs: `on`, unless its first packet knows of ZeroGPU."""
    lent = packet.get("lent")
    return on if lent is None else text["denoise.on.zero" if lent else "denoise.on.refused"]


def read_requests(text: Text, networks: Networks, key: str, values: Mapping[str, Any]) -> list[Request]:
    """The request of each chain; raises BadRequest, or what Networks.load raises. Needs no network to be loaded."""
    requests = [read_request(text, values, rival) for rival in (("", RIVAL) if values["duel"] else ("",))]
    outlines = [permitted(text, networks, key, request) for request in requests]
    if len({(outline.size, outline.channels) for outline in outlines}) > 1:
        raise BadRequest(text["denoise.duel_shape"])
    label, labels = requests[0].start.label, outlines[0].labels
    if label is not None and label >= len(labels):
        raise BadRequest(text["denoise.bad_setting"])
    # Another network may know other classes: then it draws anything.
    requests = [
        request if outline.labels == labels else request._replace(start=replace(request.start, label=None))
        for request, outline in zip(requests, outlines, strict=True)
    ]
    for request, outline in zip(requests, outlines, strict=True):
        if not can_draw(request, outline):
            raise BadRequest(text("denoise.needs_label", name=networks.name_of(request.walk.source)))
        if request.work(outline.size) > MOST_WORK:
            raise BadRequest(text("denoise.too_much", steps=request.walk.steps, count=request.pictures(),
                                  size=outline.size))  # fmt: skip
    return [without_guidance(request) if request.start.label is None else request for request in requests]


def without_guidance(request: Request) -> Request:
    """Without a label there is nothing to be guided to."""
    return request._replace(walk=replace(request.walk, guidance=1.0))


def permitted(text: Text, networks: Networks, key: str, request: Request) -> Outline:
    source = request.walk.source
    if not networks.may_use(source, hash_of(key)):
        raise BadRequest(text["denoise.bad_setting"])
    return networks.read_outline(source)


def can_draw(request: Request, outline: Outline) -> bool:
    """A network that was only trained with labels has nothing to say without one, nor to be guided away from."""
    return not outline.always_labelled or (request.start.label is not None and request.walk.guidance == 1)


def marked(text: Text, request: Request, packets: Packets, **marks: Any) -> Packets:
    """Copies of the packets, which other pages may be watching too, with their side of the duel and who asked, and
    with what is said of the chain in this page's language.
    """
    for some in packets:
        yield [packet | marks | said(text, request, packet) for packet in some]


def said(text: Text, request: Request, packet: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {"note": note(text, packet)}
    if "facts" in packet:
        words["about"] = about(text, request, Facts(*packet["facts"]))._asdict()
    if packet.get("plan", {}).get("goal"):
        words["back"] = text["denoise.back"]  # what `note` says at the end, for the page to fill in
    return words


def together(*iterators: Packets) -> Packets:
    """The next packets of each in one list, until all have ended: of two lists in quick succession, the page may get
    the second one only.
    """
    going = list(iterators)
    try:
        while going:
            some: list[dict[str, Any]] = []
            for iterator in list(going):
                try:
                    some += next(iterator)
                except StopIteration:
                    going.remove(iterator)
            if some:
                yield some
    finally:
        for iterator in going:
            iterator.close()


def repeated(lists: Packets) -> Packets:
    """For the first seconds, all packets so far with each list. Messages may reach a page before the answer to its
    request does; then Gradio hands them over all at once, and the player sees the last list only. What is repeated
    does not travel again: Gradio sends what has changed.
    """
    sent: list[dict[str, Any]] = []
    until = time.monotonic() + REPEATED_S
    with closing(lists):
        for some in lists:
            keeps = time.monotonic() < until and sum(len(packet.get("x0", "")) for packet in sent) < REPEATED
            sent = sent if keeps else []
            yield sent + some
            sent += [packet for packet in some if "x0" in packet or "plan" in packet]
