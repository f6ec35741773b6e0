"""The settings of a reverse chain, each in one row: what links, requests, fields and other programs take from it."""

from collections.abc import Sequence
from typing import Any

from ...diffusion.rules import RULES
from .. import schedule_fields
from ..pictures import FIRST, PICTURES
from ..settings import Setting, by_link_name, choice, flag, number, seed, whole

SAMPLERS = tuple(RULES)
STARTS = ("noise", "fan", "between", "picture", "again")
WHERE = DEVICE, SERVER = ("device", "server")  # where a chain runs; the page's own affair, in no link
CLIPS = ("trained", "on", "off")
MAX_T = 1000  # to which a picture can be noised
ANY = "any"  # instead of a label
RIVAL = "rival_"  # before the names of the settings of a duel's second chain


def _label() -> Setting:
    """None is what the network draws at first: see usual_label."""

    def read(said: str) -> str:
        if said != ANY and not 0 <= int(said) <= 10_000:
            raise ValueError
        return said if said == ANY else str(int(said))

    return Setting(None, read, lambda value: value == ANY or str(value).isdecimal())


def _source() -> Setting:
    """A network's name. Which there are depends on the page's owner: see Networks.may_use."""
    return Setting(None, str, lambda value: isinstance(value, str), link="net")


# How a chain walks: request.Walk, which has a schedule in place of `foreign`.
WALK = {
    "source": _source(),
    "sampler": choice(SAMPLERS),
    "eta": number(0.0, 0, 1, step=0.05),
    "steps": whole(50, 1, 1000),
    "guidance": number(1.0, 0, 8, step=0.1),
    "clip": choice(CLIPS),
    "foreign": flag(),  # whether the schedule is the Schedules tab's
}
# Where chains begin, and what they draw: request.Start.
START = {
    "kind": choice(STARTS, link="start"),
    "label": _label(),
    "seed": seed(),
    "count": whole(1, 1, 16),
    "other": seed(1, link="to"),
    "t": whole(400, 1, MAX_T, link="from"),
    # The fields' own value comes from the server's state: it may be an uploaded picture's pixels.
    "picture": choice(PICTURES, usual=FIRST)._replace(allows=lambda value: True),
}
DUEL = {"duel": flag()}
FIELDS = by_link_name(WALK) | by_link_name(START) | DUEL | by_link_name(WALK, RIVAL)
"""All that the page's chains depend on but for the Schedules tab, by its name in a link."""

DEPENDS_ON = (*FIELDS, *schedule_fields.SETTINGS)


def usual_values(source: str, labels: Sequence[str]) -> dict[str, Any]:
    """Those of a page that was just opened, for a network with such labels."""
    values = {name: setting.usual for name, setting in FIELDS.items()}
    return values | {"net": source, f"{RIVAL}net": source, "label": usual_label(labels)} | schedule_fields.USUAL


def usual_label(labels: Sequence[str]) -> str:
    """What the page offers to draw at first: the fourth label, the last of fewer, or anything."""
    return str(min(4, len(labels)) - 1) if labels else ANY
