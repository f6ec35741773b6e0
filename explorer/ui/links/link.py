"""The state of the page in a link: names, usual values, and how a value is read. link.js writes what this reads.

What has its usual value is left out. Uploads, the results of jobs and other private things are never in a link.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..chains.settings import ANY, FIELDS, RIVAL, usual_label
from ..networks import Networks
from ..schedule_fields import KINDS, PARAMETERS, with_papers_numbers
from ..settings import Setting, choice
from ..tabs import TABS
from .lessons import STEPS

VERSION = "1"
FOLDS = tuple(fold for tab in TABS for fold in tab.folds)
OURS_ELSEWHERE = ("v", "lang", "lesson")  # read by others


def entries(networks: Networks, owner: str = "") -> dict[str, Setting]:
    """All that a link can say to a page of this owner, by name."""
    known = {"tab": choice(tab.id for tab in TABS)}
    for tab in TABS:
        known |= tab.settings
    offered = choice([*networks.shipped(), *networks.fetched.of(owner)])
    return known | {"net": offered, f"{RIVAL}net": offered, "open": choice(FOLDS, usual=None)}


def read_link(networks: Networks, query: Mapping[str, str], owner: str = "") -> tuple[dict[str, Any], list[str]]:
    """(the whole state, the names in the query that are unknown or have a damaged value)."""
    known, bad = entries(networks, owner), []
    state = {name: setting.usual for name, setting in known.items()}
    for name, said in query.items():
        if name.startswith("_") or name in OURS_ELSEWHERE:
            continue
        try:
            state[name] = known[name].read(said)
        except (KeyError, ValueError):
            bad.append(name)
    state = with_papers_numbers(state)
    if query.get("v", VERSION) != VERSION:
        bad.append("v")
    if query.get("lesson", "") not in ("", *STEPS):
        bad.append("lesson")
    labels = labels_of(networks, state["net"])
    if (state["label"] or ANY) != ANY and int(state["label"]) >= len(labels):
        state["label"] = None
        bad.append("label")
    state["label"] = state["label"] or usual_label(labels)
    return state, bad


def labels_of(networks: Networks, source: str) -> Sequence[str]:
    outline = networks.outline(source)
    return outline.labels if outline else ()


def link_spec(networks: Networks, fields: list[str], chain: Iterable[str]) -> dict[str, Any]:
    """What link.js has to know: the names of the fields in their order, those of them that a chain depends on, those
    that say whether it is the one that a page opens with (it begins with noise), what need not be said, and the ranges
    of whole numbers.
    """
    known = entries(networks)
    usual = {name: setting.usual for name, setting in known.items()}
    return {
        "version": VERSION,
        "names": fields,
        "chain": sorted(chain),
        "opening": [name for name in FIELDS if name != "picture"],
        "usual": usual | {"label": usual_label(labels_of(networks, usual["net"]))},
        "ranges": {name: (setting.low, setting.high) for name, setting in known.items() if setting.is_whole},
        "numbers": PARAMETERS,
        "papers": KINDS,
    }
