"""The state of the page in a link: names, usual values, and how a value is read. link.js writes what this reads.

What has its usual value is left out. Uploads, the results of jobs and other private things are never in a link.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .chain_request import ANY, CLIPS, MAX_COUNT, MAX_GUIDANCE, MAX_START, MAX_STEPS, SAMPLERS, STARTS, usual_label
from .components.picture_picker import SEEDS
from .lessons import STEPS
from .room import Room
from .schedule_fields import GIVEN, KINDS, PARAMETERS, RESCALED
from .widgets import MAX_SEED

VERSION = "1"
TABS = ("noise", "schedules", "denoise", "finetune")
FOLDS = ("walk", "sizes", "microscope")
MAX_T = 4000
OURS_ELSEWHERE = ("v", "lang", "lesson")  # read by others


class Entry(NamedTuple):
    """The usual value, and read(text) -> value, which raises ValueError for what is none. range: of whole numbers."""

    usual: Any
    read: Callable[[str], Any]
    range: tuple[int, int] | None = None


def entries(room: Room, owner: str = "") -> dict[str, Entry]:
    """All that a link can say to a page of this owner, by name."""
    networks = [*room.shipped(), *room.fetched.of(owner)]
    return {
        "tab": one_of(TABS),
        "t": whole(250, 0, MAX_T),
        "picture": one_of(SEEDS, usual="cat"),
        "size": one_of(("256", "128", "64", "32")),
        "noise": whole(0, 0, MAX_SEED),
        "T": whole(1000, 10, MAX_T),
        "betas": one_of((GIVEN, RESCALED)),
        "zero": flag(),
        **schedule_entries("", "cosine"),
        **schedule_entries("other_", "linear"),
        **walk_entries("", networks),
        "label": Entry(None, label),
        "start": one_of(STARTS),
        "from": whole(400, 1, MAX_START),
        "to": whole(1, 0, MAX_SEED),
        "seed": whole(0, 0, MAX_SEED),
        "count": whole(1, 1, MAX_COUNT),
        "duel": flag(),
        **walk_entries("rival_", networks),
        "run": flag(),
        "at": whole(None, 0, MAX_T),
        "open": one_of(FOLDS, usual=None),
    }


def schedule_entries(prefix: str, kind: str) -> dict[str, Entry]:
    numbers = {f"{prefix}{name}": Entry(None, real) for name in PARAMETERS}
    return {f"{prefix}schedule": one_of(KINDS, usual=kind), **numbers}


def walk_entries(prefix: str, networks: list[str]) -> dict[str, Entry]:
    own = {
        "net": one_of(networks),
        "sampler": one_of(SAMPLERS),
        "eta": Entry(0.0, lambda text: between(real(text), 0, 1)),
        "steps": whole(50, 1, MAX_STEPS),
        "guidance": Entry(1.0, lambda text: between(real(text), 0, MAX_GUIDANCE)),
        "clip": one_of(CLIPS),
        "foreign": flag(),
    }
    return {f"{prefix}{name}": entry for name, entry in own.items()}


def read_link(room: Room, query: Mapping[str, str], owner: str = "") -> tuple[dict[str, Any], list[str]]:
    """(the whole state, the names in the query that are unknown or have a damaged value)."""
    known, bad = entries(room, owner), []
    state = {name: entry.usual for name, entry in known.items()}
    for name, text in query.items():
        if name.startswith("_") or name in OURS_ELSEWHERE:
            continue
        try:
            state[name] = known[name].read(text)
        except (KeyError, ValueError):
            bad.append(name)
    for prefix in ("", "other_"):  # the numbers of a paper, unless others are named
        papers = KINDS[state[f"{prefix}schedule"]]
        for name in PARAMETERS:
            given = state[f"{prefix}{name}"]
            state[f"{prefix}{name}"] = papers[name] if name in papers and given is None else given or 0.0
    if query.get("v", VERSION) != VERSION:
        bad.append("v")
    if query.get("lesson", "") not in ("", *STEPS):
        bad.append("lesson")
    labels = labels_of(room, state["net"])
    if (state["label"] or ANY) != ANY and int(state["label"]) >= len(labels):
        state["label"] = None
        bad.append("label")
    state["label"] = state["label"] or usual_label(labels)
    return state, bad


def labels_of(room: Room, source: str) -> Sequence[str]:
    outline = room.outline(source)
    return outline.labels if outline else ()


def one_of(names: Any, usual: Any = ...) -> Entry:
    """A name; the usual one is the first, unless given."""
    names = tuple(names)

    def read(text: str) -> str:
        if text not in names:
            raise ValueError
        return text

    return Entry(names[0] if usual is ... else usual, read)


def whole(usual: int | None, low: int, high: int) -> Entry:
    return Entry(usual, lambda text: between(int(text), low, high), (low, high))


def flag() -> Entry:
    values = {"0": False, "1": True}
    return Entry(False, lambda text: values[text])


def real(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def label(text: str) -> str:
    return text if text == ANY else str(between(int(text), 0, 10_000))


def between(value: Any, low: float, high: float) -> Any:
    if not low <= value <= high:
        raise ValueError
    return value


def link_spec(room: Room, fields: list[str], chain: set[str]) -> dict[str, Any]:
    """What link.js has to know: the names of the fields in their order, those of them that a chain depends on, what
    need not be said, and the ranges of whole numbers.
    """
    known = entries(room)
    usual = {name: entry.usual for name, entry in known.items()}
    return {
        "version": VERSION,
        "names": fields,
        "chain": sorted(chain),
        "usual": usual | {"label": usual_label(labels_of(room, usual["net"]))},
        "ranges": {name: entry.range for name, entry in known.items() if entry.range},
        "numbers": PARAMETERS,
        "papers": KINDS,
    }
